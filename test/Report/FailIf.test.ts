import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck } from "effect"
import type { Change } from "../../src/domain/Baseline.ts"
import { paths } from "../../src/Race/Paths.ts"
import { missed, parse } from "../../src/Report/FailIf.ts"
import { crashed, lineUp } from "./staged.ts"

const { contestants } = lineUp
const forEach = "for-each:concurrency=32"

const read = (text: string) => Either.getOrThrow(parse(text, contestants))
const refusal = (text: string) => Either.match(parse(text, contestants), { onLeft: (said) => said, onRight: () => "" })
const limitOf = (text: string) => {
  const condition = read(text)
  return condition._tag === "Figure" ? condition.limit : condition.by
}

describe("a condition", () => {
  const operators = FastCheck.constantFrom(...([">", ">=", "<", "<=", "==", "!="] as const))
  const space = FastCheck.constantFrom("", " ")

  it.prop(
    "may name every path of the result",
    [FastCheck.constantFrom(...paths), operators, FastCheck.double({ min: 0, max: 1e6, noNaN: true }), space],
    ([path, operator, limit, between]) => {
      const text = `offload.${path}${between}${operator}${between}${limit}`
      const expected = { _tag: "Figure", text, contestant: "offload:workers=4", path, operator, limit } as const
      assert.deepStrictEqual(read(text), expected)
    }
  )

  it.prop("is read or refused in a line, whatever is typed", [FastCheck.string({ maxLength: 40 })], ([text]) => {
    const said = refusal(text)
    assert.isTrue(said === "" || /type|did you mean/.test(said), said)
  })

  it("names a contestant in full too, whatever dots its name has", () => {
    assert.deepInclude(read(`${forEach}:batch=25.open_ms < 1`), { contestant: `${forEach}:batch=25`, path: "open_ms" })
    const dotted = [{ name: "sequential:rtt=0.5ms" }, { name: "mine.js" }]
    assert.deepInclude(Either.getOrThrow(parse("sequential:rtt=0.5ms.open_ms>1", dotted)), { path: "open_ms" })
    assert.strictEqual(
      Either.getOrElse(parse("mine.js.open_mss>1", dotted), (said) => said),
      '"open_mss" is no figure of a contestant: did you mean open_ms?'
    )
  })

  it.each([
    ["sequential.request_ms.p99 > 50", 50],
    ["sequential.request_ms.p99 > 50ms", 50],
    ["sequential.evidence.engine_late_mean_ms > 500us", 0.5],
    ["sequential.open_ms > 2s", 2000],
    ["sequential.client_cpu_us_per_item > 1ms", 1000],
    ["sequential.items_per_s < 10k", 10_000],
    ["sequential.items_per_s.median < 1.5k/s", 1500],
    ["sequential.peak_rss_mb >= 200MB", 200],
    ["sequential.client_cpu_share > 118%", 1.18],
    ["sequential.event_loop.utilization > .9", null],
    ["sequential.attempts != 2k", 2000],
    ["sequential.evidence.engine_late_mean_ms < -1.5e-2", -0.015],
    ["slower", 0],
    ["slower:5%", 0.05],
    [" slower:0.1 ", 0.1]
  ])("has its limit in the unit of the path: %s", (text, limit) => {
    if (limit === null) assert.match(refusal(text), /is no share: type 0.9 or 90%/)
    else assert.strictEqual(limitOf(text), limit)
  })

  it.each([
    ["for-eech.retries > 0", '"for-eech" is no contestant: did you mean for-each?'],
    ["sequential.request_ms.p98 > 5", '"request_ms.p98" is no figure of a contestant: did you mean request_ms.p'],
    ["sequential.p99 > 5", "did you mean request_ms.p99 or item_ms.p99"],
    [
      "sequential.nonsense > 5",
      '"nonsense" is no figure of a contestant: type one of the JSON\'s, such as request_ms.p99'
    ],
    ["retries > 5", '"retries" names no figure: type CONTESTANT.PATH, as in for-each.request_ms.p99 > 50ms'],
    [
      "sequential.retries = 5",
      "is no condition: type for-each.request_ms.p99 > 50ms, with one of >= <= == != > <, or slower:5%"
    ],
    ["sequential.retries >", "is no condition"],
    ["sequential.retries > 5ms", '"5ms" is no count: type a whole number such as 2500, 10k or 1m'],
    ["sequential.request_ms.p99 > 5MB", '"5MB" is no duration: type a time with its unit such as 300ms, 1s or 2m'],
    ["sequential.items_per_s > fast", '"fast" is no count'],
    ["slower:fast", '"fast" is no share: type 20% or 0.2, at most 100%'],
    ["", "it is empty: type a condition such as for-each.request_ms.p99 > 50ms, or leave the flag out"],
    ["  ", "it is empty"]
  ])("that means nothing is refused with what to type: %s", (text, said) => {
    assert.include(refusal(text), said)
  })
})

describe("a result", () => {
  const of = (...texts: ReadonlyArray<string>) => missed(lineUp, texts.map(read))

  it("misses what it is and is not to be, told with its figure", () => {
    assert.deepStrictEqual(
      of("for-each.request_ms.p99 > 32", "sequential.request_ms.p99 > 50ms", "sequential.items_per_s <= 114"),
      []
    )
  })

  it.each([
    ["sequential.open_ms > 291.6", false],
    ["sequential.open_ms >= 291.6", true],
    ["sequential.open_ms < 291.6", false],
    ["sequential.open_ms <= 291.6", true],
    ["sequential.open_ms == 291.6", true],
    ["sequential.open_ms != 291.6", false]
  ])("is held against every operator: %s", (text, isMissed) => {
    assert.deepStrictEqual(of(text), isMissed ? [`--fail-if ${text}: it is 291.6`] : [])
  })

  it("misses what there is no figure of", () => {
    const condition = Either.getOrThrow(parse("sequential.request_ms.p99 > 1m", crashed.contestants))
    assert.deepStrictEqual(missed(crashed, [condition]), [
      "--fail-if sequential.request_ms.p99 > 1m: sequential has no request_ms.p99: no lap of it counts, or it was not measured"
    ])
  })

  const change = (name: string, verdict: Change["verdict"], low: number | null, high: number | null): Change => ({
    name,
    rounds: 6,
    rounds_before: 6,
    ratio: low === null || high === null ? null : Math.sqrt(low * high),
    low,
    high,
    p: null,
    verdict
  })

  it("is slower by more than so much only where the whole interval says so", () => {
    const held = (text: string, ...changes: ReadonlyArray<Change>) =>
      missed(
        {
          ...lineUp,
          baseline: {
            label: "old.json",
            reference: "sequential",
            changes,
            only_before: [],
            only_now: [],
            differences: [],
            confidence: 0.95,
            threshold: 0.03
          }
        },
        [read(text)]
      )
    const slow = change("offload:workers=4", "slower", 0.85, 0.94)
    assert.deepStrictEqual(held("slower:5%", slow), [
      "--fail-if slower:5%: offload ran 1.12 ± 0.06 times slower than before"
    ])
    assert.deepStrictEqual(held("slower:7%", slow), [])
    assert.lengthOf(held("slower", slow, change(forEach, "slower", 0.9, 0.99)), 2)
    assert.deepStrictEqual(
      held("slower", change(forEach, "faster", 1.1, 1.2), change(forEach, "not-decided", 0.7, 1.2)),
      []
    )
    assert.match(
      held("slower", change(forEach, "too-few-rounds", null, null)).join(),
      /too few rounds that count to tell/
    )
    assert.deepStrictEqual(held("slower"), ["--fail-if slower: there is nothing to compare"])
  })
})
