/** Two hundred callers, throttled together: what jitter, a cap and a budget make of the herd that comes back. */
import { Array, Console, Duration, Effect, Either, Random, Schedule } from "effect"
import * as VirtualClock from "../src/VirtualClock.ts"
import { RetryBudget } from "./herd/RetryBudget.ts"
import { Service, type Throttled, window } from "./herd/Service.ts"
import * as Spark from "./printing/Spark.ts"
import * as Table from "./printing/Table.ts"

const callers = 200
const capacity = 10
const budget = 300
const windows = 80

type Policy = Schedule.Schedule<unknown, Throttled, RetryBudget>

const doubling: Policy = Schedule.exponential("50 millis")
const capped: Policy = Schedule.union(doubling, Schedule.spaced("200 millis"))
const fullJitter = (policy: Policy): Policy => Schedule.jitteredWith(policy, { min: 0, max: 1 })
const budgeted = (policy: Policy): Policy =>
  Schedule.whileInputEffect(policy, () => Effect.flatMap(RetryBudget, ({ spend }) => spend))

const policies: Readonly<Record<string, Policy>> = {
  "no retry": Schedule.stop,
  "every 50 ms": Schedule.spaced("50 millis"),
  doubling,
  "doubling, ±20 %": Schedule.jittered(doubling),
  "doubling, full jitter": fullJitter(doubling),
  "capped, full jitter": fullJitter(capped),
  [`same, ${budget} retries`]: budgeted(fullJitter(capped))
}

const stampede = Effect.fn("stampede")(function* (name: string, policy: Policy) {
  const { arrived, request } = yield* Service
  const call = Effect.either(Effect.retry(request, policy))
  const [took, answers] = yield* Effect.timed(Effect.replicateEffect(call, callers, { concurrency: "unbounded" }))
  return { name, took, served: answers.filter(Either.isRight).length, arrived: yield* arrived }
})

const lesson = Effect.gen(function* () {
  const herds = yield* Effect.forEach(Object.entries(policies), ([name, policy]) =>
    stampede(name, policy).pipe(
      Effect.withRandom(Random.make("herd")),
      Effect.provide([Service.layer(capacity), RetryBudget.layer(budget), VirtualClock.layer])
    )
  )
  yield* Table.print([
    [`${callers} callers at once`, "served", "requests", "peak of retries", "ms"],
    ...herds.map(({ arrived, name, served, took }): Table.Row => {
      const [first, ...retries] = arrived.values()
      const requests = Array.reduce(retries, first ?? 0, (sum, n) => sum + n)
      return [name, served, requests, Math.max(0, ...retries), Math.round(Duration.toMillis(took))]
    })
  ])
  const ms = Duration.toMillis(window)
  yield* Console.log(
    `\nrequests in each ${ms} ms of the first ${windows * ms}: ▁ is ${capacity}, which can be served, █ ${8 * capacity} or more`
  )
  yield* Effect.forEach(herds, ({ arrived, name }) => {
    const curve = Array.makeBy(windows, (n) => arrived.get(n) ?? 0)
    return Console.log(`${name.padEnd(22)} ${Spark.of(curve, 8 * capacity)}`)
  })
})

await Effect.runPromise(lesson)
