/** Many configurations, each read and then tried out: what is known at the end, and when, by five ways to check them. */
import { Console, Duration, Effect, Either } from "effect"
import * as VirtualClock from "../src/VirtualClock.ts"
import * as Config from "./configs/Config.ts"
import { Network } from "./configs/Network.ts"
import * as Table from "./printing/Table.ts"

const configs = [
  { host: "shop", port: 443, timeout: 100 },
  { host: "stock", port: 443, timeout: 100 },
  { host: "search", port: 9200, timeout: 100 },
  { host: "ledger", port: 5432, timeout: 100 },
  { host: "billing", port: 70_000, timeout: -1 },
  { host: "mail", port: 25, timeout: 100 },
  { host: "", port: 6379, timeout: 100 },
  { host: "audit", port: 443, timeout: 100 }
]

const network = Network.layer({ shop: 40, stock: 30, search: 60, ledger: 50, billing: 40, audit: 20 })

const check = Effect.fn("check")(function* (raw: unknown) {
  const { connect } = yield* Network
  const config = yield* Config.decode(raw)
  yield* connect(config)
  return config
})

const known = (good: number, faulty: number) => ({ good, faulty })
const fourAtOnce = { concurrency: 4 }

/** A failure takes with it what had gone well by then. */
const failFast = (options?: { readonly concurrency: number }) =>
  Effect.match(Effect.forEach(configs, check, options), {
    onSuccess: (good) => known(good.length, 0),
    onFailure: () => known(0, 1)
  })

/** All faults or all values, never both: for what is of use only as a whole. */
const allOrFaults = Effect.match(Effect.validateAll(configs, check, fourAtOnce), {
  onSuccess: (good) => known(good.length, 0),
  onFailure: (faults) => known(0, faults.length)
})

/** It cannot fail: what becomes of the faults is left to whoever gets both. */
const both = Effect.map(Effect.partition(configs, check, fourAtOnce), ([faults, good]) =>
  known(good.length, faults.length)
)

/** Each one's answer in its place: the only way that still knows which config it was. */
const eachInItsPlace = Effect.forEach(configs, (config) => Effect.either(check(config)), fourAtOnce)

const counted = Effect.map(eachInItsPlace, (answers) =>
  known(answers.filter(Either.isRight).length, answers.filter(Either.isLeft).length)
)

const measured = Effect.fn("measured")(
  function* (name: string, way: Effect.Effect<ReturnType<typeof known>, never, Network>) {
    const { settled } = yield* Network
    const [took, { faulty, good }] = yield* Effect.timed(way)
    return [name, Duration.toMillis(took), yield* settled, good, faulty] as const
  },
  Effect.provide([network, VirtualClock.layer])
)

const lesson = Effect.gen(function* () {
  yield* Table.print([
    [`${configs.length} configs, known at the end`, "ms", "settled", "good", "faulty"],
    yield* measured("forEach, one by one", failFast()),
    yield* measured("forEach, 4 at once", failFast(fourAtOnce)),
    yield* measured("validateAll, 4 at once", allOrFaults),
    yield* measured("partition, 4 at once", both),
    yield* measured("Either, 4 at once", counted)
  ])
  const answers = yield* Effect.provide(eachInItsPlace, [network, VirtualClock.layer])
  yield* Effect.forEach(answers, (answer, place) =>
    Either.isLeft(answer) ? Console.log(`config ${place}: ${answer.left._tag}: ${answer.left.message}`) : Effect.void
  )
})

await Effect.runPromise(lesson)
