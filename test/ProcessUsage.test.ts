import { assert, it } from "@effect/vitest"
import { cpuUsOf, usage } from "../src/ProcessUsage.ts"

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

it("CPU time is told in microseconds, and goes on", () => {
  const before = usage().cpuUs
  const { user } = process.cpuUsage()
  while (process.cpuUsage().user < user + 20_000);
  assert.isAtLeast(usage().cpuUs, before + 20_000)
})

it.runIf(process.platform === "linux")("of other processes CPU time is told as they would tell it themselves", () => {
  assert.closeTo(cpuUsOf(process.pid) ?? 0, usage().cpuUs, 60_000)
  assert.isUndefined(cpuUsOf(2 ** 30))
})
