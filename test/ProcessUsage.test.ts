import { assert, it } from "@effect/vitest"
import { usage } from "../src/ProcessUsage.ts"

const mib = 2 ** 20

it("memory is the most that the process has held, also after it has let go of it", () => {
  const before = usage().peakRssMb
  assert.isAtLeast(before, process.memoryUsage().rss / mib - 1)
  const held = new ArrayBuffer(Math.ceil(before) * mib + 64 * mib)
  new Uint8Array(held).fill(1)
  const { rss } = process.memoryUsage()
  structuredClone(held, { transfer: [held] })
  assert.isAbove(rss / mib, before)
  assert.isAtLeast(usage().peakRssMb, rss / mib - 1)
})

it("CPU time goes on and never back", () => {
  const first = usage().cpuUs
  let n = 0
  while (usage().cpuUs === first) n++
  assert.isAbove(usage().cpuUs, first)
  assert.isAtLeast(n, 0)
})
