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

  it("your-own-strategy: lies between the two that it mixes", () => {
    assert.deepStrictEqual(printed("your-own-strategy"), [
      "lock-step    458.304478 ms",
      "ramp         498.341024 ms",
      "for-each     245.60774 ms",
      ""
    ])
  })
})
