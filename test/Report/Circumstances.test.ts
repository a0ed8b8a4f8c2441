import { assert, describe, it } from "@effect/vitest"
import type { ContestantResult, RaceResult } from "../../src/domain/RaceResult.ts"
import { circumstances } from "../../src/Report/Circumstances.ts"
import { render } from "../../src/Report/Comparison.ts"
import { lineUp } from "./staged.ts"

/** What is said of the line-up when its contestants are told to be like that, the last one when it differs. */
const said = (all: Partial<ContestantResult>, last: Partial<ContestantResult> = {}, result: Partial<RaceResult> = {}) =>
  circumstances({
    ...lineUp,
    ...result,
    contestants: lineUp.contestants.map((contestant, at) => ({
      ...contestant,
      transport: "sdk" as const,
      ...all,
      ...(at === lineUp.contestants.length - 1 ? last : {})
    }))
  }).map(({ text }) => text)

describe("what all contestants have in common stands above the standings", () => {
  it.each<[string, Partial<ContestantResult>, Partial<ContestantResult>]>([
    ["transport wire", { transport: "wire" }, { transport: "sdk" }],
    ["client cold", { client: "cold" }, { client: null }],
    ["client sockets:2", { client: "sockets:2" }, { client: "cold" }],
    ["a round trip of 20 ms more", { rtt_ms: 20 }, { rtt_ms: 40 }],
    ["items of 1,024 B", { item_size_bytes: 1_024 }, { item_size_bytes: 2_048 }]
  ])("%s, unless one differs", (text, all, other) => {
    assert.include(said(all), text)
    assert.notInclude(said(all, other), text)
    assert.notInclude(said({}), text)
  })

  it("and not a size that none of them has", () => {
    assert.include(said({ item_size_bytes: 1_024 }, { item_size_bytes: null }), "items of 250 B")
    assert.isFalse(said({ item_size_bytes: 1_024 }, { item_size_bytes: 2_048 }).some((text) => /items of/.test(text)))
  })

  it("with the operation, its pages and its consistency", () => {
    const operation = { _tag: "scan", consistent: true, page: 50 } as const
    assert.includeMembers(said({}, {}, { operation }), ["scan", "pages of 50 items at most", "strongly consistent"])
    const query = { _tag: "query", consistent: false, page: null } as const
    assert.includeMembers(said({}, {}, { operation: query }), ["query", "pages of up to 1 MB", "eventually consistent"])
    const get = { _tag: "get", consistent: false } as const
    assert.deepStrictEqual(said({}, {}, { operation: get }).slice(1, 3), ["get", "eventually consistent"])
  })
})

it("results of different operations say so side by side", () => {
  const scan = { ...lineUp, operation: { _tag: "scan", consistent: false, page: null } as const }
  const labelled = [
    { label: "put.json", result: lineUp },
    { label: "scan.json", result: scan }
  ]
  const text = render(labelled, { width: 120, color: false })
  assert.match(text.replace(/\s+/g, " "), /different operation: put\.json put · scan\.json scan, pages of up to 1 MB/)
})
