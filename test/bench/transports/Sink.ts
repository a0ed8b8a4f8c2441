import * as Net from "node:net"
import * as Tls from "node:tls"
import { crc32 } from "node:zlib"
import { Hold } from "../../../src/DynamoDB/Embedded/Hold.ts"
import { certificate } from "../../setup/Tls.ts"

const answer = (body: string): Buffer =>
  Buffer.from(
    [
      "HTTP/1.1 200 OK",
      "Server: Server",
      `Date: ${new Date().toUTCString()}`,
      "Content-Type: application/x-amz-json-1.0",
      `Content-Length: ${body.length}`,
      "Connection: keep-alive",
      "x-amzn-RequestId: ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ",
      `x-amz-crc32: ${crc32(body)}`,
      "",
      body
    ].join("\r\n")
  )

const put = answer(`{"ConsumedCapacity":{"TableName":"bench","CapacityUnits":1.0}}`)
const batch = answer(`{"UnprocessedItems":{},"ConsumedCapacity":[{"TableName":"bench","CapacityUnits":25.0}]}`)

const answerOf = (head: string): Buffer => (head.includes("BatchWriteItem") ? batch : put)

/** Reads no more of a request than where it ends and what it asks for. */
const serve = (respond: (socket: Net.Socket, bytes: Buffer) => void) => (socket: Net.Socket) => {
  let received: Buffer | undefined
  socket.setNoDelay(true)
  socket.on("error", () => {})
  socket.on("data", (chunk) => {
    let rest: Buffer = received === undefined ? chunk : Buffer.concat([received, chunk])
    received = undefined
    while (rest.length > 0) {
      const end = rest.indexOf("\r\n\r\n")
      const head = end < 0 ? "" : rest.toString("latin1", 0, end)
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? "0")
      if (end < 0 || rest.length < end + 4 + length) {
        received = rest
        return
      }
      respond(socket, answerOf(head))
      rest = rest.subarray(end + 4 + length)
    }
  })
}

export interface Listening {
  readonly endpoint: string
  /** Who has signed its certificate, in PEM. */
  readonly authority: string
}

/**
 * Answers every request as DynamoDB answers it, at once or after so many milliseconds, and does nothing else. Tells the
 * process that started this one where, and how many requests there were whenever it is asked.
 */
export const listen = (scheme: string, latencyMs: number) => {
  const { cert, private: key } = certificate("localhost")
  const hold = new Hold<() => void>((respond) => respond())
  let requests = 0
  const onConnection = serve((socket, bytes) => {
    requests++
    if (latencyMs === 0) {
      socket.write(bytes)
    } else {
      hold.add(performance.now() + latencyMs, () => socket.write(bytes))
      hold.release()
    }
  })
  const server = scheme === "https" ? Tls.createServer({ cert, key }, onConnection) : Net.createServer(onConnection)
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("the sink has no port")
    const listening: Listening = { endpoint: `${scheme}://localhost:${address.port}`, authority: cert }
    process.send?.(listening)
  })
  process.on("message", () => process.send?.(requests))
  process.on("disconnect", () => process.exit())
}
