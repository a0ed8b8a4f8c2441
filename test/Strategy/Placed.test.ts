import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, FastCheck, Layer, Number, Schema } from "effect"
import type { StrategyRef } from "../../src/domain/Job.ts"
import { Settings } from "../../src/domain/Settings.ts"
import * as Placed from "../../src/Strategy/Placed.ts"
import type { Strategy } from "../../src/Strategy.ts"
import { type Place, Workers } from "../../src/Workers.ts"
import type { Workload } from "../../src/Workload.ts"
import { distinct, recording } from "../setup/Recording.ts"

const model = (uses: Strategy["uses"], inFlight: Strategy["inFlight"]) =>
  ({ name: "model", summary: "", uses, inFlight, open: () => Effect.dieMessage("opened here") }) satisfies Strategy

const one = model(["batch"], () => 1)
const many = model(["concurrency", "batch"], ({ concurrency }) => concurrency)
const unbounded = model([], () => globalThis.Number.POSITIVE_INFINITY)

interface Opened {
  readonly place: Place
  readonly strategy: StrategyRef
  readonly settings: ReadonlyArray<Settings>
}

interface Run {
  readonly worker: number
  readonly slice: Workload
}

/** Opens it over workers that do nothing, runs so many items, and tells who was opened and which items went where. */
const race = Effect.fnUntraced(function* (strategy: Strategy, settings: Settings, size: number) {
  const pools = Array.empty<Opened>()
  const runs = Array.empty<Run>()
  const workers = Layer.succeed(Workers, {
    report: Effect.dieMessage("reported within the lap"),
    open: (pool) =>
      Effect.sync(() => {
        pools.push(pool)
        return pool.settings.map((_, worker) => ({
          run: (slice: Workload) => Effect.sync(() => void runs.push({ worker, slice })),
          perform: () => Effect.dieMessage("a single unit")
        }))
      })
  })
  yield* strategy.open(settings).pipe(
    Effect.flatMap((lane) => lane(distinct(size))),
    Effect.scoped,
    Effect.provide(Layer.merge(workers, recording({ latencyMs: () => 1 }).layer))
  )
  const [opened] = pools
  if (opened === undefined || pools.length > 1) return yield* Effect.dieMessage(`${pools.length} pools`)
  return { opened, runs }
})

const settings = Schema.Struct({ ...Settings.fields, concurrency: Schema.Int.pipe(Schema.between(1, 70)) })
const size = FastCheck.oneof(FastCheck.nat(20), FastCheck.nat(2_000))
const fastCheck = { numRuns: 50, seed: 1 }

const places = [
  { place: "thread", placed: Placed.threads },
  { place: "process", placed: Placed.processes }
] as const

describe.each(places)("in a $place", ({ place, placed }) => {
  it.effect("says where it runs, and uses workers beside what its model uses", () =>
    Effect.gen(function* () {
      const strategy = placed("placed", "A summary", many)
      assert.deepInclude(strategy, { name: "placed", summary: "A summary", place })
      assert.deepStrictEqual(strategy.uses, ["concurrency", "batch", "workers"])
      const { opened } = yield* race(strategy, { concurrency: 2, batch: 1, workers: 2 }, 4)
      assert.deepInclude(opened, { place, strategy: { name: "model" } })
    })
  )

  it.effect("tells workers the module of a model that is in no registry", () =>
    Effect.gen(function* () {
      const strategy = placed("placed", "", { ...one, module: "file:///somewhere/model.mjs" })
      const { opened } = yield* race(strategy, { concurrency: 1, batch: 1, workers: 1 }, 1)
      assert.deepStrictEqual(opened.strategy, { module: new URL("file:///somewhere/model.mjs"), name: "model" })
    })
  )
})

describe("shares", () => {
  it.effect.prop(
    "of the concurrency differ by at most one and add up to it; a worker without a share is not started",
    { settings },
    ({ settings }) =>
      Effect.gen(function* () {
        const strategy = Placed.processes("placed", "", many)
        const { opened } = yield* race(strategy, settings, 0)
        const shares = opened.settings.map(({ concurrency }) => concurrency)
        assert.strictEqual(shares.length, Math.min(settings.workers, settings.concurrency))
        assert.isAtLeast(Math.min(...shares), 1)
        assert.isAtMost(Math.max(...shares) - Math.min(...shares), 1)
        assert.strictEqual(Number.sumAll(shares), settings.concurrency)
        assert.strictEqual(strategy.inFlight(settings), settings.concurrency)
        assert.isTrue(opened.settings.every(({ batch }) => batch === settings.batch))
      }),
    { fastCheck }
  )

  it.effect.prop(
    "are the whole settings where the model has nothing to share out",
    { settings },
    ({ settings }) =>
      Effect.gen(function* () {
        const strategy = Placed.threads("placed", "", one)
        const { opened } = yield* race(strategy, settings, 0)
        assert.deepStrictEqual(opened.settings, Array.replicate(settings, settings.workers))
        assert.strictEqual(strategy.inFlight(settings), settings.workers)
      }),
    { fastCheck }
  )

  it("of what has no bounds have none either", () => {
    const strategy = Placed.threads("placed", "", unbounded)
    assert.strictEqual(strategy.inFlight({ concurrency: 1, batch: 1, workers: 3 }), globalThis.Number.POSITIVE_INFINITY)
  })
})

const models = [
  { what: "one in flight each", of: one, weightOf: () => 1 },
  { what: "shares in flight", of: many, weightOf: ({ concurrency }: Settings) => concurrency },
  { what: "unbounded", of: unbounded, weightOf: () => 1 }
]

describe.each(models)("slices, $what", ({ of, weightOf }) => {
  it.effect.prop(
    "cover the workload without gap or overlap, in proportion to what is in flight; an empty one is not run",
    { settings, size },
    ({ settings, size }) =>
      Effect.gen(function* () {
        const { opened, runs } = yield* race(Placed.threads("placed", "", of), settings, size)
        const inOrder = runs.toSorted((a, b) => a.worker - b.worker)
        assert.deepStrictEqual(
          inOrder.flatMap(({ slice }) => [...slice]),
          [...distinct(size)]
        )
        assert.strictEqual(new Set(runs.map(({ worker }) => worker)).size, runs.length)
        assert.isTrue(runs.every(({ slice }) => slice.size > 0))
        const weights = opened.settings.map((share) => weightOf(share))
        const total = Number.sumAll(weights)
        const requestsOf = (items: number) => Math.ceil(items / settings.batch)
        const sent = weights.map((_, worker) => requestsOf(runs.find((run) => run.worker === worker)?.slice.size ?? 0))
        assert.strictEqual(Number.sumAll(sent), requestsOf(size), "no request is broken")
        weights.forEach((weight, worker) => {
          assert.isAtMost(Math.abs((sent[worker] ?? 0) - (requestsOf(size) * weight) / total), 1)
        })
      }),
    { fastCheck }
  )
})
