import { Array, type Context, Effect, Layer, type Scope } from "effect"
import { type Meter, Usage } from "../Connections.ts"
import { DynamoDB } from "../DynamoDB.ts"
import type { RequestError } from "../domain/RequestError.ts"
import type { Options } from "./Connections.ts"

/** A client of one transport. */
export interface Client {
  readonly dynamodb: Context.Tag.Service<DynamoDB>
  /** Any answer of DynamoDB's will do, a refusal too: a connection stands. */
  readonly answered: Effect.Effect<void, RequestError>
}

/** How a transport builds a client, until the scope closes, and tells of its connections. */
export type Open = (options: Options, meter: Meter) => Effect.Effect<Client, never, Scope.Scope>

/** One call's part in the usage. A socket may close later than the client that had it: the call's end counts, and once. */
class Part implements Meter {
  readonly #usage: Usage
  readonly #queuedMs: number
  #isInUse = false

  constructor(usage: Usage, queuedMs: number) {
    this.#usage = usage
    this.#queuedMs = queuedMs
  }

  took(waitedMs: number): void {
    this.#isInUse = true
    this.#usage.took(this.#queuedMs + waitedMs)
  }

  gaveBack(): void {
    if (this.#isInUse) this.#usage.gaveBack()
    this.#isInUse = false
  }
}

/** Each call builds a client and destroys it; beyond as many as may have a connection they wait. */
const cold = (open: Open, options: Options, usage: Usage): Client => {
  const permits = Effect.unsafeMakeSemaphore(options.sockets)
  const alone = { ...options, sockets: 1 }

  const once = Effect.fnUntraced(function* <A>(
    call: (client: Client) => Effect.Effect<A, RequestError>,
    askedMs: number
  ) {
    const part = yield* Effect.acquireRelease(
      Effect.sync(() => new Part(usage, performance.now() - askedMs)),
      (part) => Effect.sync(() => part.gaveBack())
    )
    return yield* call(yield* open(alone, part))
  }, Effect.scoped)

  const perform = <A>(call: (client: Client) => Effect.Effect<A, RequestError>): Effect.Effect<A, RequestError> =>
    Effect.suspend(() => permits.withPermits(1)(once(call, performance.now())))

  return {
    answered: perform(({ answered }) => answered),
    dynamodb: {
      putItem: (put) => perform(({ dynamodb }) => dynamodb.putItem(put)),
      batchWriteItem: (write) => perform(({ dynamodb }) => dynamodb.batchWriteItem(write)),
      getItem: (get) => perform(({ dynamodb }) => dynamodb.getItem(get)),
      batchGetItem: (get) => perform(({ dynamodb }) => dynamodb.batchGetItem(get)),
      scanPage: (scan) => perform(({ dynamodb }) => dynamodb.scanPage(scan)),
      queryPage: (query) => perform(({ dynamodb }) => dynamodb.queryPage(query))
    }
  }
}

const make = (open: Open, options: Options): Effect.Effect<Client, never, Scope.Scope> => {
  const usage = new Usage(options.sockets)
  const client = options.reuse === "cold" ? Effect.succeed(cold(open, options, usage)) : open(options, usage)
  return Effect.map(client, ({ answered, dynamodb }) => ({
    answered,
    dynamodb: { ...dynamodb, connections: Effect.sync(() => usage.take()) }
  }))
}

/** As many requests at once as there are connections open them all; where none is kept, one tells whether they open. */
const warm = ({ reuse = "kept", sockets }: Options, { answered }: Client): Effect.Effect<void, RequestError> =>
  Effect.all(
    Array.makeBy(reuse === "kept" ? sockets : 1, () => answered),
    { concurrency: "unbounded", discard: true }
  )

export const layer =
  (open: Open) =>
  (options: Options): Layer.Layer<DynamoDB> =>
    Layer.scoped(
      DynamoDB,
      Effect.suspend(() => Effect.map(make(open, options), ({ dynamodb }) => dynamodb))
    )

/** Its connections, if they are kept, are open before anyone uses it; fails where they do not open. */
export const layerWarm =
  (open: Open) =>
  (options: Options): Layer.Layer<DynamoDB, RequestError> =>
    Layer.scoped(
      DynamoDB,
      Effect.suspend(() => make(open, options)).pipe(
        Effect.tap((client) => warm(options, client)),
        Effect.map(({ dynamodb }) => dynamodb)
      )
    )
