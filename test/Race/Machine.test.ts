import os from "node:os"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Machine from "../../src/Race/Machine.ts"

const burn = (ms: number) =>
  Effect.sync(() => {
    const until = performance.now() + ms
    while (performance.now() < until);
  })

const used = (ours: Machine.Ours) =>
  Effect.gen(function* () {
    const since = yield* Machine.watch
    yield* burn(500)
    return since(ours)
  })

const nobody = { contestantCpuUs: 0, isolated: true, engineCpuShare: 0 }

it.live("a core that this process burns is busy, and not others'", () =>
  Effect.gen(function* () {
    const machine = yield* used(nobody)
    const cores = os.cpus().length
    assert.strictEqual(machine?.cores, cores)
    assert.isAbove(machine?.busy_cores ?? 0, 0.3)
    assert.isAtMost(machine?.busy_cores ?? 0, cores)
    assert.isAtMost(machine?.other_cores ?? 0, (machine?.busy_cores ?? 0) - 0.2)
  })
)

it.live("what the contestant and the engine used is not others' either, and never less than nothing", () =>
  Effect.gen(function* () {
    assert.strictEqual((yield* used({ ...nobody, contestantCpuUs: 64 * 500_000 }))?.other_cores, 0)
    assert.strictEqual((yield* used({ ...nobody, engineCpuShare: 64 }))?.other_cores, 0)
  })
)

it.live("a contestant in this process is counted once", () =>
  Effect.gen(function* () {
    const ours = { ...nobody, contestantCpuUs: 500_000 }
    const here = yield* used({ ...ours, isolated: false })
    assert.isAtMost(here?.other_cores ?? 0, (here?.busy_cores ?? 0) - 0.2)
  })
)
