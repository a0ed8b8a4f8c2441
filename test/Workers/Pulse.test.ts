import { assert, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import * as Pulse from "../../src/Workers/Pulse.ts"

/** Watches a worker that says nothing by itself, and uses so much CPU in each second. */
const watch = Effect.fnUntraced(function* (busyUs: number | undefined) {
  const lost: Array<string> = []
  let seconds = 0
  const cpuUs = () => (busyUs === undefined ? undefined : busyUs * seconds++)
  const { heard, opened } = yield* Pulse.watch({ cpuUs }, (how) => lost.push(how))
  // the first look is at once
  yield* TestClock.adjust("500 millis")
  const pass = (seconds: number) => TestClock.adjust(`${seconds} seconds`)
  return { lost, heard, opened, pass }
})

const idle = [
  { cpu: "untold", busyUs: undefined },
  { cpu: "none", busyUs: 0 },
  { cpu: "little", busyUs: 9_000 }
]

it.scoped.each(idle)("who is open and silent for ten seconds is lost; CPU time: $cpu", ({ busyUs }) =>
  Effect.gen(function* () {
    const { heard, lost, opened, pass } = yield* watch(busyUs)
    opened()
    heard()
    yield* pass(10)
    assert.deepStrictEqual(lost, [])
    yield* pass(1)
    assert.deepStrictEqual(lost, ["it has not answered for 11 s: is it stopped?"])
  })
)

it.scoped("every word counts from the beginning", () =>
  Effect.gen(function* () {
    const { heard, lost, opened, pass } = yield* watch(undefined)
    opened()
    for (let nth = 0; nth < 5; nth++) {
      heard()
      yield* pass(10)
    }
    assert.deepStrictEqual(lost, [])
  })
)

it.scoped("to open it has a minute, silent or between two words", () =>
  Effect.gen(function* () {
    const { heard, lost, pass } = yield* watch(undefined)
    yield* pass(50)
    heard()
    yield* pass(60)
    assert.deepStrictEqual(lost, [])
    yield* pass(1)
    assert.lengthOf(lost, 1)
  })
)

it.scoped("who is silent over hard work is lost after minutes only", () =>
  Effect.gen(function* () {
    const { heard, lost, opened, pass } = yield* watch(900_000)
    opened()
    heard()
    yield* pass(300)
    assert.deepStrictEqual(lost, [])
    yield* pass(1)
    assert.lengthOf(lost, 1)
  })
)
