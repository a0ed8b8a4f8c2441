/** Spans, annotated logs and metrics by label: what Effect gives for free to code that does no more for it than name itself. */
import { Console, Effect, Layer, Random } from "effect"
import * as Memory from "../src/DynamoDB/Memory.ts"
import { Tables } from "../src/DynamoDB.ts"
import { noTraits } from "../src/domain/Settings.ts"
import * as Lap from "../src/Lap.ts"
import * as Writer from "../src/Operation/Writer.ts"
import * as Source from "../src/Race/Source.ts"
import { forEach } from "../src/Strategy/ForEach.ts"
import { sequential } from "../src/Strategy/Sequential.ts"
import type { Strategy } from "../src/Strategy.ts"
import * as VirtualClock from "../src/VirtualClock.ts"
import * as Counters from "./printing/Counters.ts"
import * as Log from "./printing/Log.ts"
import { Spans } from "./printing/Spans.ts"
import { Mail } from "./shop/Mail.ts"
import type { Order } from "./shop/Order.ts"
import { Payment } from "./shop/Payment.ts"
import { Stock } from "./shop/Stock.ts"
import { timed } from "./strategies/timed.ts"

const shop = Layer.mergeAll(Stock.layer(10), Payment.layer(50), Mail.layer, Log.layer)

/** The services name their spans themselves; the order's id reaches all that is logged below. */
const checkOut = Effect.fn("checkOut")(
  function* (order: Order) {
    const { authorise, capture } = yield* Payment
    const { reserve } = yield* Stock
    const { send } = yield* Mail
    yield* Effect.all([authorise(order), reserve(order), send("we have your order")], { concurrency: "unbounded" })
    yield* capture(order)
  },
  (effect, { id }) =>
    effect.pipe(
      Effect.catchAll(({ _tag }) => Effect.logWarning(_tag)),
      Effect.withLogSpan("since"),
      Effect.annotateLogs("order", id)
    )
)

const tracing = Effect.gen(function* () {
  yield* checkOut({ id: "A-1", sku: "tea", pieces: 3, euros: 24 })
  yield* checkOut({ id: "A-2", sku: "tea", pieces: 4, euros: 99 })
  const { tree } = yield* Spans
  yield* Console.log(`\n${yield* tree}\n`)
}).pipe(Effect.provide([shop, Spans.layer, VirtualClock.layer]))

const source = Source.generated()
const table = { name: "films", key: source.key }

/** The 11th to the 15th request are throttled, and two connections are lost. */
const dynamodb = Memory.layer({
  seed: 1,
  latency: { p50_ms: 10, p99_ms: 10 },
  faults: [
    { from: 10, to: 15, fault: { _tag: "throttle", reasons: [] } },
    { from: 50, to: 52, fault: { _tag: "reset", when: "before" } }
  ]
})

/** Labels are added where a strategy is chosen; the writer that counts knows of none. */
const write = Effect.fn("write")(
  function* (strategy: Strategy) {
    yield* Effect.flatMap(Tables, ({ create }) => create(table))
    yield* timed(strategy, source.take(100, "", noTraits))
  },
  Effect.provide(Layer.provideMerge(Writer.layer, Layer.merge(dynamodb, Lap.Lap.layer(table)))),
  (effect, { name }) => effect.pipe(Effect.tagMetrics("strategy", name), Effect.withRandom(Random.make("jitter"))),
  Effect.provide(VirtualClock.layer)
)

const lesson = Effect.gen(function* () {
  yield* tracing
  yield* Effect.forEach([sequential, forEach], (strategy) => write(strategy))
  yield* Effect.flatMap(Counters.lines("millrace_"), (lines) => Console.log(lines.join("\n")))
})

await Effect.runPromise(lesson)
