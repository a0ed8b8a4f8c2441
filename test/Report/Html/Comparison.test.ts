import { assert, describe, it } from "@effect/vitest"
import type { Labelled } from "../../../src/Report/Differences.ts"
import { render } from "../../../src/Report/Html/Comparison.ts"
import { crashed, hostile, lineUp, partial, race, raced, troubled } from "../staged.ts"
import { flown } from "./flown.ts"

const after = { ...troubled, environment: { ...troubled.environment, sdk: "3.1170.0" } }

const results: ReadonlyArray<Labelled> = [
  { label: "monday", result: flown },
  { label: "tuesday", result: after }
]

const all = (pattern: RegExp, text: string): ReadonlyArray<string> =>
  [...text.matchAll(pattern)].map(([, found]) => found ?? "")

/** Each result's own part. */
const articles = (page: string): ReadonlyArray<string> => all(/(<article[\s\S]*?<\/article>)/g, page)

/** What stands in the line of a contestant. */
const cells = (page: string, contestant: string): ReadonlyArray<string> => {
  const line = all(/<tr>(<th scope="row">[\s\S]*?)<\/tr>/g, page).find((line) =>
    line.replace("<wbr>", "").startsWith(`<th scope="row">${contestant}</th>`)
  )
  return all(/<td[^>]*>([^<]*)<\/td>/g, line ?? "")
}

describe("a page of several results", () => {
  const page = render(results)

  it("begins with what they have in common: what differs, the medians, and what does not follow from them", () => {
    const [before = ""] = page.split("<article")
    assert.match(
      before,
      /<h1>2 races side by side<[\s\S]*<h2>What differs<[\s\S]*>Medians<[\s\S]*rounds of different races are not paired/
    )
    assert.match(before, /<dt>SDK<\/dt><dd><div><span class="quiet">monday<\/span> 3\.1169\.0<\/div>/)
    assert.notInclude(before, "<dt>Node</dt>")
  })

  it("has no list of differences where there are none", () => {
    assert.notInclude(
      render([
        { label: "a", result: flown },
        { label: "b", result: flown }
      ]),
      "What differs"
    )
  })

  it("says of each median how often it is that of the first, and tells who is not ranked from who did not race", () => {
    assert.deepStrictEqual(cells(page, "sequential"), ["115", "115", "1.00×"])
    assert.deepStrictEqual(cells(page, "for-each:concurrency=32"), ["1,734", "not ranked", ""])
    assert.deepStrictEqual(cells(page, "worker-threads"), ["438", "–", ""])
  })

  it("goes on with each result: its conditions, who won, what to do, and two charts", () => {
    const parts = articles(page)
    assert.deepStrictEqual(
      parts.map((part) => all(/<h2>(.*?)<\/h2>/g, part)),
      [["monday"], ["tuesday"]]
    )
    for (const part of parts) {
      assert.include(part, "latency p50 7.55 ms p99 16.2 ms")
      assert.deepStrictEqual(all(/<h3[^>]*>(.*?)<\/h3>/g, part), [
        "Verdict",
        "What to do now",
        "Throughput",
        "Throughput against requests in flight"
      ])
    }
  })

  it("keeps apart what belongs to one result", () => {
    const [monday = "", tuesday = ""] = articles(page)
    assert.notInclude(monday, "VOID: ")
    assert.include(tuesday, "VOID: 3 acknowledged items of for-each")
    assert.include(monday, 'data-tip="worker-threads: 438 items/s')
    assert.notInclude(tuesday, 'data-tip="worker-threads')
  })

  it("has each id once, and all that it points at", () => {
    const ids = all(/ id="([^"]*)"/g, page)
    assert.deepStrictEqual(ids, [...new Set(ids)])
    assert.includeMembers([...ids], ["throughput-1", "in-flight-1", "throughput-2", "in-flight-2"])
    assert.includeMembers([...ids], [...all(/ aria-labelledby="([^"]*)"/g, page), ...all(/ href="#([^"]*)"/g, page)])
  })

  it("is one for all races that there can be", () => {
    const some = [lineUp, troubled, partial, crashed, hostile, race([], []), raced([])]
    const page = render(some.map((result, index) => ({ label: `${index}`, result })))
    assert.notMatch(page, /NaN|undefined|\[object|Infinity/)
    assert.strictEqual(articles(page).length, some.length)
    assert.include(render([]), "0 races side by side")
  })
})
