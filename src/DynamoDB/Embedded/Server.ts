import { isUtf8 } from "node:buffer"
import { randomBytes } from "node:crypto"
import * as Http from "node:http"
import { crc32 } from "node:zlib"
import { Either } from "effect"
import type { Fault } from "../../domain/FaultPlan.ts"
import type { Sampler } from "../Conditions.ts"
import type { Answer, Engine } from "../Memory/Engine.ts"
import { throttled } from "../Memory/Exceptions.ts"
import * as Exceptions from "./Exceptions.ts"
import { Hold } from "./Hold.ts"
import type { Lap } from "./Lap.ts"
import * as Protocol from "./Protocol.ts"

const longestBody = 16 * 1024 * 1024

/** An answer that waits until it is due, and how it will leave: whole, broken off, or as a connection that dies. */
interface Pending {
  readonly response: Http.ServerResponse
  readonly dueAt: number
  readonly ending: "whole" | "truncated" | "reset"
  readonly status: number
  readonly body: string
}

/** Requests that carry a single thing cannot come back in part: they are refused instead. */
const refuse = (): Answer<string> => Either.left(throttled([]))

/**
 * DynamoDB's JSON 1.0 protocol over HTTP. A request is carried out when it has arrived, and answered one latency after
 * its last byte. It must be signed, as for the service, but the signature is not verified: whoever reaches the port may
 * use it.
 */
export const make = ({
  crash,
  engine,
  lap,
  sampler
}: {
  readonly engine: Engine
  readonly sampler: Sampler
  readonly lap: Lap
  readonly crash: () => never
}): Http.Server => {
  const perform = (
    { authorization, "x-amz-target": targets }: Http.IncomingHttpHeaders,
    body: Buffer,
    fault: Fault | undefined
  ): Answer<string> => {
    const target = targets?.toString()
    const members = isUtf8(body) ? Protocol.parse(body.toString()) : Protocol.notJson
    if (Either.isLeft(members)) return Either.left(members.left)
    const operation = Protocol.operation(target)
    if (operation === undefined) return Either.left(Protocol.unknownOperation(target))
    if (!authorization?.startsWith("AWS4-")) return Either.left(Exceptions.missingAuthenticationToken)
    if (fault?._tag === "throttle") return Either.left(throttled(fault.reasons))
    if (fault?._tag === "unprocessed") return (operation.unprocessed ?? refuse)(members.right)
    if (fault?._tag === "reset" && fault.when === "before") return refuse()
    return operation.perform(engine, members.right)
  }

  const write = ({ body, dueAt, ending, response, status }: Pending): void => {
    if (ending === "reset") response.socket?.resetAndDestroy()
    else {
      const length = Buffer.byteLength(body)
      response.writeHead(status, [
        "Content-Type",
        "application/x-amz-json-1.0",
        "Content-Length",
        `${length}`,
        "x-amzn-RequestId",
        nextRequestId(),
        "x-amz-crc32",
        `${crc32(body)}`
      ])
      if (ending === "whole") response.end(body)
      else {
        response.write(Buffer.from(body).subarray(0, length >> 1))
        response.socket?.destroySoon()
      }
    }
    lap.answered(performance.now() - dueAt)
  }

  const hold = new Hold(write)

  const answer = (request: Http.IncomingMessage, response: Http.ServerResponse): void => {
    const meetsConditions = Protocol.operation(request.headers["x-amz-target"]?.toString())?.plane === "data"
    const fault = meetsConditions ? sampler.nextFault() : undefined
    const latencyMs = meetsConditions ? sampler.nextLatencyMs() : 0
    if (fault?._tag === "crash") crash()
    const waitMs = latencyMs + (fault?._tag === "delay" ? fault.ms : 0)
    const ending = fault?._tag === "reset" ? "reset" : fault?._tag === "truncate" ? "truncated" : "whole"
    collect(request, (body) => {
      // a client that is busy sends its body late: what it takes for that is not the engine's time
      const arrivedAt = performance.now()
      if (body === undefined) return tooLarge(response)
      const answer = perform(request.headers, body, fault)
      const pending: Pending = {
        response,
        dueAt: arrivedAt + waitMs,
        ending,
        status: Either.isRight(answer) ? 200 : answer.left.status,
        body: Either.isRight(answer) ? answer.right : Exceptions.toJson(answer.left)
      }
      if (waitMs > 0) hold.add(pending.dueAt, pending)
      else write(pending)
      hold.release()
    })
  }

  return Http.createServer(
    // Idle connections stay: a client that reuses one just when it is closed would see a reset that nobody asked for.
    { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, noDelay: true },
    (request, response) => {
      const [type] = (request.headers["content-type"] ?? "").split(";", 1)
      if (request.method === "GET") plain(response, 200, "healthy: the embedded DynamoDB of Millrace\n")
      else if (request.method === "POST" && types.has(type)) answer(request, response)
      else plain(response, 404, "<UnknownOperationException/>\n")
    }
  )
}

const types: ReadonlySet<string | undefined> = new Set(["application/x-amz-json-1.0", "application/json"])

const plain = (response: Http.ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { "Content-Length": text.length }).end(text)
}

const tooLarge = (response: Http.ServerResponse): void => {
  const body = JSON.stringify({
    __type: "com.amazon.coral.service#RequestEntityTooLargeException",
    message: `A request has at most ${longestBody} bytes`
  })
  plain(response, 413, body)
}

/** Gives nothing for a body that is too large, once it is read to its end: only then does its sender listen. */
const collect = (request: Http.IncomingMessage, done: (body: Buffer | undefined) => void): void => {
  let length = 0
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => {
    length += chunk.length
    if (length <= longestBody) chunks.push(chunk)
  })
  request.on("end", () => {
    const [only] = chunks
    if (length > longestBody) done(undefined)
    else done(chunks.length === 1 ? only : Buffer.concat(chunks))
  })
}

const requestIdPrefix = randomBytes(20).toString("hex").toUpperCase()
let requestIds = 0

/** As long as the service's own: 52 characters. */
const nextRequestId = (): string => `${requestIdPrefix}${(requestIds++).toString(36).toUpperCase().padStart(12, "0")}`
