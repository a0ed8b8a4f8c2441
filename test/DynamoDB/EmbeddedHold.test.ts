import { afterEach, assert, beforeEach, it, vi } from "@effect/vitest"
import { Array, Order } from "effect"
import { Hold } from "../../src/DynamoDB/Embedded/Hold.ts"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
})

afterEach(() => {
  vi.useRealTimers()
})

/** Arrives every `gapMs`, is due 5 to 10 ms later. */
const errors = (gapMs: number, count: number): ReadonlyArray<number> => {
  const seen: Array<number> = []
  const hold = new Hold<number>((dueAt) => seen.push(performance.now() - dueAt))
  for (let index = 0; index < count; index++) {
    const dueAt = performance.now() + 5 + ((index * 7919) % 5000) / 1000
    hold.add(dueAt, dueAt)
    hold.release()
    vi.advanceTimersByTime(gapMs)
  }
  vi.runAllTimers()
  return Array.sort(seen, Order.number)
}
const at = (sorted: ReadonlyArray<number>, share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN

it.each([1, 3, 12])("is right in the median, and nowhere off by more than a tick, with a gap of %d ms", (gapMs) => {
  const sorted = errors(gapMs, 4000)
  assert.strictEqual(sorted.length, 4000)
  assert.closeTo(at(sorted, 0.5), 0, 0.15)
  assert.isAtLeast(at(sorted, 0), -2)
  assert.isAtMost(at(sorted, 0.999), 1.01)
})
