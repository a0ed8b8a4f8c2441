import { once } from "node:events"
import * as Net from "node:net"
import { Effect } from "effect"

export interface FaultyServer {
  readonly endpoint: string
  /** Connections that stand now, and that ever stood. */
  readonly connections: { open: number; opened: number }
  readonly requests: { received: number }
}

/** What is done with a whole request: answer it, break it off, or leave it. Requests are numbered from 0. */
export type Answer = (socket: Net.Socket, number: number, request: string) => void

/** What is done before a request is whole: with nothing at first, and with each piece. Connections are numbered from 0. */
export type Early = (socket: Net.Socket, received: Buffer, connection: number) => void

const whole = (received: Buffer): number | undefined => {
  const end = received.indexOf("\r\n\r\n")
  if (end === -1) return undefined
  const length = /content-length: (\d+)/i.exec(received.toString("latin1", 0, end))?.[1] ?? "0"
  const total = end + 4 + Number(length)
  return received.length < total ? undefined : total
}

/** A server on a free loopback port that speaks just enough HTTP to break off where it is told to. */
export const make = (answer: Answer, early: Early = () => {}) =>
  Effect.gen(function* () {
    const connections = { open: 0, opened: 0 }
    const requests = { received: 0 }
    const sockets = new Set<Net.Socket>()
    const server = yield* Effect.acquireRelease(
      Effect.promise(async () => {
        const server = Net.createServer((socket) => {
          connections.open += 1
          const connection = connections.opened++
          sockets.add(socket)
          let received: Buffer = Buffer.alloc(0)
          socket.on("data", (chunk) => {
            received = Buffer.concat([received, chunk])
            if (whole(received) === undefined) early(socket, received, connection)
            for (let length = whole(received); length !== undefined; length = whole(received)) {
              const request = received.toString("utf8", 0, length)
              received = received.subarray(length)
              answer(socket, requests.received++, request)
            }
          })
          socket.on("error", () => {})
          socket.on("close", () => {
            connections.open -= 1
            sockets.delete(socket)
          })
          early(socket, received, connection)
        }).listen(0, "127.0.0.1")
        await once(server, "listening")
        return server
      }),
      (server) =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          for (const socket of sockets) socket.destroy()
        })
    )
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("the server has no port")
    const made: FaultyServer = { endpoint: `http://127.0.0.1:${address.port}`, connections, requests }
    return made
  })

export const json = "application/x-amz-json-1.0"

export const respond =
  (status: number, type: string, body: string) =>
  (socket: Net.Socket): void => {
    socket.write(
      `HTTP/1.1 ${status} X\r\ncontent-type: ${type}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    )
  }
