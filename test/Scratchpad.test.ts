import { execFileSync } from "node:child_process"
import { assert, describe, it } from "@effect/vitest"

const printed = (program: string) =>
  execFileSync(process.execPath, ["--import", "tsx", `scratchpad/${program}.ts`], { encoding: "utf8" }).split("\n")

describe("the programs of the scratchpad", () => {
  it("first-race: exact figures in virtual time", () => {
    assert.deepStrictEqual(printed("first-race"), [
      "sequential   9600 ms",
      "lock-step    300 ms",
      "for-each     300 ms",
      ""
    ])
  })

  it("your-own-strategy: exact figures of drawn latencies too", () => {
    assert.deepStrictEqual(printed("your-own-strategy"), [
      "lock-step    427.938328 ms",
      "ramp         517.819869 ms",
      "for-each     245.146839 ms",
      ""
    ])
  })
})
