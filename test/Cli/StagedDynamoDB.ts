import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { Deferred, Effect } from "effect"
import { request } from "undici"
import * as Dynalite from "../setup/dynalite.ts"
import * as Loopback from "../setup/Loopback.ts"

/** Whether a request is left unanswered; `before` has the operations before it, oldest first. */
export type Hold = (operation: string, before: ReadonlyArray<string>, body: string) => boolean

const ask = async (endpoint: string, operation: string, body: string, headers: Record<string, string>) => {
  const answer = await request(endpoint, {
    method: "POST",
    // a connection that is kept may be closed by dynalite while a request is on its way, on a machine that is slow
    reset: true,
    headers: {
      ...headers,
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      "content-type": "application/x-amz-json-1.0"
    },
    body
  })
  return { status: answer.statusCode, text: await answer.body.text() }
}

/** dynalite wants a signature, and does not look whose. */
const signed = {
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
}

/** dynalite behind a server that leaves a request unanswered where it is told to; `held` is when that happens. */
export const make = (hold: Hold) =>
  Effect.gen(function* () {
    const backend = yield* Dynalite.endpoint
    const held = yield* Deferred.make<void>()
    const before: Array<string> = []
    const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const chunks: Array<string> = []
      for await (const chunk of incoming.setEncoding("utf8")) chunks.push(String(chunk))
      const operation = String(incoming.headers["x-amz-target"]).split(".")[1] ?? ""
      const body = chunks.join("")
      const isHeld = hold(operation, before, body)
      before.push(operation)
      if (isHeld) return void Deferred.unsafeDone(held, Effect.void)
      const { status, text } = await ask(backend, operation, body, signed)
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(text)
    }
    const answering = new Set<Promise<void>>()
    // dynalite may not be closed under a request that it is at work on
    yield* Effect.addFinalizer(() => Effect.promise(() => Promise.all(answering)))
    const server = createServer((incoming, outgoing) => {
      // whoever goes away in the middle of a request wants no answer
      const answered = answer(incoming, outgoing).catch(() => void outgoing.destroy())
      answering.add(answered)
      answered.finally(() => answering.delete(answered))
    })
    return {
      endpoint: yield* Loopback.endpoint(server),
      held: Deferred.await(held),
      /** What ListTables answers. */
      tables: Effect.promise(async () => (await ask(backend, "ListTables", "{}", signed)).text)
    }
  })
