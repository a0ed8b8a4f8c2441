import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { Effect } from "effect"
import * as Loopback from "./Loopback.ts"

/** What a server has been asked for. */
export interface Seen {
  /** How often, by path. */
  readonly paths: Map<string, number>
  readonly requests: Array<IncomingMessage["headers"]>
  connections: number
  inFlight: number
  maxInFlight: number
}

/** A body of so many bytes. */
export const sends = (response: ServerResponse, bytes: number): void => {
  response.writeHead(200, { "content-length": bytes }).end(Buffer.alloc(bytes, "a"))
}

const usual = (request: IncomingMessage, response: ServerResponse): void => sends(response, (request.url ?? "").length)

/** A web server on a free loopback port, which answers after some milliseconds: with as many bytes as the path is long, where nothing else is said. */
export const make = (answer = usual, delayMs = 5) =>
  Effect.gen(function* () {
    const seen: Seen = { paths: new Map(), requests: [], connections: 0, inFlight: 0, maxInFlight: 0 }
    const server = createServer((request, response) => {
      const path = request.url ?? ""
      seen.paths.set(path, (seen.paths.get(path) ?? 0) + 1)
      seen.requests.push(request.headers)
      seen.maxInFlight = Math.max(seen.maxInFlight, ++seen.inFlight)
      response.once("close", () => seen.inFlight--)
      setTimeout(() => answer(request, response), delayMs)
    })
    server.on("connection", () => seen.connections++)
    return { seen, endpoint: yield* Loopback.endpoint(server) }
  })
