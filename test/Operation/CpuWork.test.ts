import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"
import type { CpuWork } from "../../src/domain/CpuWork.ts"
import type { Item } from "../../src/domain/Item.ts"
import { Fatal } from "../../src/domain/RequestError.ts"
import * as Work from "../../src/Operation/CpuWork.ts"
import { Operation, type Unit } from "../../src/Operation.ts"

const item = (n: number): Item => ({ id: { N: String(n) } })
const unit = (from: number, size: number): Unit => Array.from({ length: size }, (_, nth) => item(from + nth))

const little: CpuWork = { ms: 0.01, bytes: 10_000 }
/** Some milliseconds: long enough to be seen in the process' CPU time. */
const much: CpuWork = { ms: 10, bytes: 16_000_000 }

/** Turns of the event loop, until the scope closes. */
const turns = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => {
      const counted = { turns: 0, isOver: false }
      const turn = () => {
        counted.turns += 1
        if (!counted.isOver) setImmediate(turn)
      }
      setImmediate(turn)
      return counted
    }),
    (counted) =>
      Effect.sync(() => {
        counted.isOver = true
      })
  ),
  (counted) => Effect.sync(() => counted.turns)
)

/** The operation with work before it, and in which turn which units were handed on. */
const worked = Effect.fnUntraced(function* (work: CpuWork) {
  const turn = yield* turns
  const handedOn: Array<{ readonly unit: Unit; readonly turn: number }> = []
  const inner = Operation.of({
    keyOf: (item) => `key of ${JSON.stringify(item)}`,
    perform: (unit) =>
      Effect.flatMap(turn, (turn) =>
        unit.length === 3
          ? new Fatal({ code: "Three", message: "three" })
          : Effect.sync(() => handedOn.push({ unit, turn }))
      )
  })
  const layer = Layer.provide(Work.layer(work), Layer.succeed(Operation, inner))
  return { operation: yield* Effect.provide(Operation, layer), handedOn, turn }
})

const cpuMs = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.suspend(() => {
    const before = process.cpuUsage()
    return Effect.map(effect, () => {
      const { system, user } = process.cpuUsage(before)
      return (system + user) / 1_000
    })
  })

describe("work on every item", () => {
  it.scopedLive("is done before the unit is handed on, in the order in which units came", () =>
    Effect.gen(function* () {
      const { handedOn, operation } = yield* worked(little)
      const units = [unit(0, 1), unit(1, 25), unit(26, 2), unit(28, 1)]
      yield* Effect.forEach(units, (unit) => operation.perform(unit), { concurrency: "unbounded" })
      assert.deepStrictEqual(
        handedOn.map(({ unit }) => unit),
        units
      )
    })
  )

  it.scopedLive("lets the event loop turn before every item, however many wait", () =>
    Effect.gen(function* () {
      const { handedOn, operation } = yield* worked(little)
      const units = Array.from({ length: 40 }, (_, nth) => unit(nth * 5, 5))
      yield* Effect.forEach(units, (unit) => operation.perform(unit), { concurrency: "unbounded" })
      const between = handedOn.slice(1).map(({ turn }, nth) => turn - (handedOn[nth]?.turn ?? 0))
      assert.deepStrictEqual(between, Array(39).fill(5))
    })
  )

  it.scopedLive("takes a batch of 25 so much longer as it has items", () =>
    Effect.gen(function* () {
      const { operation } = yield* worked(much)
      yield* operation.perform(unit(0, 1))
      const one = yield* cpuMs(Effect.forEach(Array(8).fill(unit(0, 1)), (unit) => operation.perform(unit)))
      const batch = yield* cpuMs(operation.perform(unit(0, 25)))
      assert.isAbove(batch / (one / 8), 12)
      assert.isBelow(batch / (one / 8), 50)
    })
  )

  it.scopedLive("ends between items when it is interrupted, and others go on", () =>
    Effect.gen(function* () {
      const { handedOn, operation, turn } = yield* worked(little)
      const endless = yield* Effect.fork(operation.perform(unit(0, 1_000_000)))
      const waiting = yield* Effect.fork(operation.perform(unit(1, 1)))
      const next = yield* Effect.fork(operation.perform(unit(2, 2)))
      yield* Effect.repeat(Effect.sleep("1 millis"), { until: () => Effect.map(turn, (turn) => turn > 10) })
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(endless)))
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(waiting)))
      yield* Fiber.join(next)
      assert.deepStrictEqual(
        handedOn.map(({ unit }) => unit),
        [unit(2, 2)]
      )
    })
  )

  it.scopedLive("leaves keys, failures and units without items to the operation", () =>
    Effect.gen(function* () {
      const { handedOn, operation } = yield* worked(little)
      assert.strictEqual(operation.keyOf(item(7)), `key of {"id":{"N":"7"}}`)
      assert.strictEqual((yield* Effect.flip(operation.perform(unit(0, 3)))).code, "Three")
      yield* operation.perform([])
      assert.strictEqual(handedOn.length, 1)
    })
  )
})

describe("calibration", () => {
  it.live("asks for as many bytes as the time has parts", () =>
    Effect.gen(function* () {
      const one = yield* Work.calibrate(1)
      const twenty = yield* Work.calibrate(20)
      assert.deepStrictEqual([one.ms, twenty.ms], [1, 20])
      assert.isTrue(Number.isSafeInteger(one.bytes))
      assert.closeTo(twenty.bytes / one.bytes, 20, 8)
    })
  )

  it.scopedLive("finds what takes one core so long", () =>
    Effect.gen(function* () {
      const { operation } = yield* worked(yield* Work.calibrate(10))
      yield* operation.perform(unit(0, 1))
      assert.closeTo((yield* cpuMs(operation.perform(unit(0, 20)))) / 20, 10, 5)
    })
  )
})
