import { writeFile } from "node:fs/promises"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { join } from "node:path"
import { Context, Effect, Layer, Schema } from "effect"
import { request } from "undici"
import * as Embedded from "../../src/DynamoDB/Embedded.ts"
import * as Latency from "../../src/domain/Latency.ts"
import { signature } from "../DynamoDB/EmbeddedClient.ts"
import { folder } from "../setup/Environment.ts"
import * as Loopback from "../setup/Loopback.ts"
import * as Tls from "../setup/Tls.ts"
import { type Asked, type Refusal, refusalOf, user } from "./Refusal.ts"
import * as Signature from "./Signature.ts"

export const region = "eu-central-1"
export const account = "111122223333"

/** What creates it; its keys are strings. */
export const tableOf = (TableName: string, ...keys: ReadonlyArray<string>) => ({
  TableName,
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? "HASH" : "RANGE" }))
})

/** How the service behaves, beyond what it is. */
export interface Conduct {
  /** Access keys, or a key and its token with a blank between, that it knows; whoever has signed where that is not said. */
  readonly known?: ReadonlyArray<string>
  /** By what it has been asked before. */
  readonly refuse?: (asked: Asked, before: ReadonlyArray<Asked>) => Refusal | undefined
  /** Whether a request is left unanswered. */
  readonly hold?: (asked: Asked, before: ReadonlyArray<Asked>) => boolean
  /** How long a table is CREATING. */
  readonly creatingMs?: number
}

export interface Service {
  /** `https://localhost:…`, of a certificate that nobody knows but who is told of its authority. */
  readonly endpoint: string
  /** Path of a PEM file. */
  readonly authority: string
  /** In the order in which it came. */
  readonly asked: ReadonlyArray<Asked>
  /** Names of the tables that there are, asked of the engine itself. */
  readonly tables: Effect.Effect<ReadonlyArray<string>>
  /** An operation of the engine itself, past all that stands before it. */
  readonly call: (action: string, body: unknown) => Effect.Effect<string>
}

const Names = Schema.decodeUnknownSync(Schema.parseJson(Schema.Struct({ TableNames: Schema.Array(Schema.String) })))

const Body = Schema.decodeUnknownSync(
  Schema.parseJson(
    Schema.Struct({
      TableName: Schema.optional(Schema.String),
      ResourceArn: Schema.optional(Schema.String),
      Tags: Schema.optional(Schema.Array(Schema.Unknown)),
      RequestItems: Schema.optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
    })
  )
)

const arn = (table: string) => `arn:aws:dynamodb:${region}:${account}:table/${table}`

/** Whoever creates a table with tags needs two permissions. */
const askedOf = ({ headers, url = "/" }: IncomingMessage, text: string): readonly [Asked, ...ReadonlyArray<Asked>] => {
  const { RequestItems = {}, ResourceArn, TableName, Tags } = Body(text)
  const asked = {
    action: String(headers["x-amz-target"]).split(".")[1] ?? "",
    ...(Signature.read(headers, url, text) ?? { signer: "", region: "", isRight: false }),
    resource: ResourceArn ?? arn(TableName ?? Object.keys(RequestItems)[0] ?? "*")
  }
  return asked.action === "CreateTable" && Tags !== undefined ? [asked, { ...asked, action: "TagResource" }] : [asked]
}

/** What STS answers whoever asks it who they are. */
const callerIdentity = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${user}</Arn><UserId>AIDAUSER</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`

const authority = Tls.certificate("localhost")

/** Tables that were created a while ago are there. */
const creation = (ms: number) => {
  const createdAtMs = new Map<string, number>()
  return {
    begun: ({ action, resource }: Asked) => {
      if (action === "CreateTable") createdAtMs.set(resource, performance.now())
    },
    isGoingOn: ({ resource }: Asked) => performance.now() - (createdAtMs.get(resource) ?? Number.NEGATIVE_INFINITY) < ms
  }
}

/** The embedded DynamoDB dressed as the service in that region: by TLS, and it looks at who signs and for where. As STS it says who they are. */
export const make = (conduct: Conduct = {}) =>
  Effect.gen(function* () {
    const embedded = Layer.build(Embedded.layer({ conditions: { seed: 1, latency: Latency.none, faults: [] } }))
    const { endpoint: engine } = Context.get(yield* embedded, Embedded.Embedded)
    const ca = join(yield* folder, "authority.pem")
    yield* Effect.promise(() => writeFile(ca, authority.cert))
    const asked: Array<Asked> = []
    const creating = creation(conduct.creatingMs ?? 0)

    const call = async (action: string, body: string, signal?: AbortSignal) => {
      const answer = await request(engine, {
        method: "POST",
        headers: {
          authorization: signature,
          "x-amz-target": `DynamoDB_20120810.${action}`,
          "content-type": "application/x-amz-json-1.0"
        },
        body,
        signal
      })
      return { status: answer.statusCode, text: await answer.body.text() }
    }

    const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const chunks: Array<string> = []
      for await (const chunk of incoming.setEncoding("utf8")) chunks.push(String(chunk))
      const text = chunks.join("")
      if (text.startsWith("Action=GetCallerIdentity&")) {
        outgoing.writeHead(200, { "content-type": "text/xml" }).end(callerIdentity)
        return
      }
      const all = askedOf(incoming, text)
      const [one] = all
      const before = asked.slice()
      asked.push(...all)
      if (conduct.hold?.(one, before) === true) return
      const isCreating = creating.isGoingOn(one)
      const refusal =
        refusalOf(one, { region, known: conduct.known, isCreating }) ??
        all.map((each) => conduct.refuse?.(each, before)).find((refusal) => refusal !== undefined)
      const { status, text: said } =
        refusal === undefined ? await call(one.action, text) : { status: 400, text: JSON.stringify(refusal) }
      if (status === 200) creating.begun(one)
      const told =
        isCreating || one.action === "CreateTable"
          ? said.replace('"TableStatus":"ACTIVE"', '"TableStatus":"CREATING"')
          : said
      outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(told)
    }

    const front = yield* Loopback.endpoint(
      createServer((incoming, outgoing) => {
        // whoever goes away in the middle of a request wants no answer
        answer(incoming, outgoing).catch(() => void outgoing.destroy())
      })
    )
    const service: Service = {
      endpoint: yield* Tls.before(front, authority),
      authority: ca,
      asked,
      tables: Effect.promise(async (signal) => Names((await call("ListTables", "{}", signal)).text).TableNames),
      call: (action, body) => Effect.promise(async (signal) => (await call(action, JSON.stringify(body), signal)).text)
    }
    return service
  })
