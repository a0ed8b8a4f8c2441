import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { usEast1 } from "../../src/domain/Price.ts"
import type { TableDetails } from "../../src/Inspection.ts"
import * as Estimate from "../../src/Report/Estimate.ts"

const details: TableDetails = {
  status: "ACTIVE",
  onDemand: true,
  items: 0,
  writeUnits: null,
  mostWriteUnits: null,
  warmWriteUnits: null,
  indexes: [],
  localIndexes: 0,
  stream: null,
  replicas: []
}

const estimate: Estimate.Estimate = {
  host: "dynamodb.eu-central-1.amazonaws.com",
  region: "eu-central-1",
  account: Option.some("111122223333"),
  table: Option.none(),
  operation: { _tag: "put" },
  bound: { items: 1_200_000, writeUnits: 1_200_000, readUnits: 1_200_000 },
  price: usEast1,
  usd: 0.9
}

const given = (changes: Partial<TableDetails>): Estimate.Estimate => ({
  ...estimate,
  table: Option.some({ name: "films", ...details, ...changes })
})

const line = (of: Estimate.Estimate, name: string) =>
  Estimate.lines(of).find((line) => line.startsWith(`  ${name} `)) ?? ""

describe("what is to be agreed to", () => {
  it("is where, as whom, what is created, and what it costs at most", () =>
    assert.deepStrictEqual(Estimate.lines(estimate), [
      "a race on AWS:",
      "  host     dynamodb.eu-central-1.amazonaws.com, region eu-central-1",
      "  account  111122223333",
      "  table    one, named millrace-…, on demand; created now, tagged millrace:created, deleted at the end",
      "  writes   at most 1,200,000 items, 1,200,000 WCU",
      "  reads    at most 1,200,000 RCU, reading back included",
      "  cost     at most $0.90 (us-east-1, on demand, AWS price list of 2026-09-11; eu-central-1 may be dearer: --price); requests sent again after a lost answer come on top"
    ]))

  it("says that nobody knows whose account it is", () =>
    assert.match(line({ ...estimate, account: Option.none() }, "account"), /not known/))

  it("names a table that is there, with all that a write does to it", () => {
    assert.strictEqual(
      line(given({}), "table"),
      "  table    films, on demand, empty; items of the race are deleted from it at the end"
    )
    const index = { name: "byYear", writeUnits: null, mostWriteUnits: null }
    const busy = given({ indexes: [index], localIndexes: 1, replicas: ["us-east-1"], stream: "NEW_IMAGE" })
    assert.strictEqual(
      line(busy, "table"),
      "  table    films, on demand, 2 indexes, replicas in us-east-1, a stream that tells of every write, empty; items of the race are deleted from it at the end"
    )
    assert.strictEqual(Estimate.withIndexes(busy.bound, busy.table).writeUnits, 1_200_000 * 5 * 2)
  })

  it("asks nothing for capacity that is provisioned", () => {
    const provisioned = given({ onDemand: false, writeUnits: 25 })
    assert.isTrue(Estimate.isFree(provisioned.table))
    assert.match(line(provisioned, "table"), /films, provisioned with 25 WCU, empty/)
    assert.match(line(provisioned, "cost"), /nothing beside what the table costs anyway/)
    assert.deepStrictEqual([Estimate.isFree(Option.none()), Estimate.isFree(given({}).table)], [false, false])
  })

  it("shows nothing that a terminal would act upon", () =>
    assert.notInclude(line({ ...estimate, host: "a\u001b[2Jb" }, "host"), "\u001b"))

  it("is too much above --max-cost: what to lower", () =>
    assert.strictEqual(
      Estimate.tooMuch(2.5, 2),
      "the race costs up to $2.50, more than --max-cost 2: lower --rounds, --lap-time, --items or --rate, race fewer contestants, or raise --max-cost"
    ))
})
