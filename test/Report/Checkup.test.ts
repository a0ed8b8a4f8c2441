import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import type { Checkup } from "../../src/domain/Finding.ts"
import { render } from "../../src/Report/Checkup.ts"

const finding = {
  id: "retry-mode",
  severity: "serious",
  title: "The SDK retries adaptively",
  evidence: "AWS_RETRY_MODE=adaptive",
  cost: "half of the rate that a table allows, and with a few random throttles it all but stands still",
  change: `aws dynamodb update-table --table-name films --on-demand-throughput MaxWriteRequestUnits=${1e6}`
} as const

const checkup: Checkup = {
  schema: "millrace.doctor/1",
  millrace: "1.2.3",
  host: "127.0.0.1:8000",
  table: null,
  findings: [finding, { ...finding, id: "workers", severity: "advice", title: "Workers \u001b[2J share" }],
  looked_at: [
    { what: "Node.js", found: "v24" },
    { what: "cores", found: "4" }
  ],
  not_looked_at: [{ what: "point-in-time recovery", why: "needs dynamodb:DescribeContinuousBackups", permission: "x" }]
}

const plain = { width: 60, color: false }

describe("a check-up on the screen", () => {
  it("is numbered, breaks words and leaves commands whole", () => {
    assert.strictEqual(
      render(checkup, plain),
      `millrace doctor 1.2.3: 127.0.0.1:8000

1. serious: The SDK retries adaptively
   seen    AWS_RETRY_MODE=adaptive
   costs   half of the rate that a table allows, and with a
           few random throttles it all but stands still
   change  aws dynamodb update-table --table-name films --on-demand-throughput MaxWriteRequestUnits=1000000

2. advice: Workers \\u{1b}[2J share
   seen    AWS_RETRY_MODE=adaptive
   costs   half of the rate that a table allows, and with a
           few random throttles it all but stands still
   change  aws dynamodb update-table --table-name films --on-demand-throughput MaxWriteRequestUnits=1000000

Node.js  v24
cores    4
not looked at: point-in-time recovery, needs
  dynamodb:DescribeContinuousBackups

1 serious finding, 1 piece of advice.
To look at a table too: add --table NAME`
    )
  })

  it("is the same in colours", () => {
    const coloured = render(checkup, { ...plain, color: true })
    assert.strictEqual(stripVTControlCharacters(coloured), render(checkup, plain))
    assert.include(coloured, "\u001b[1;31mserious: ")
    assert.include(coloured, "\u001b[33madvice: ")
  })

  it("says that nothing is amiss", () => {
    const text = render({ ...checkup, findings: [], not_looked_at: [], table: "films" }, plain)
    assert.strictEqual(
      text,
      "millrace doctor 1.2.3: 127.0.0.1:8000, table films\n\nNode.js  v24\ncores    4\n\nNothing is amiss."
    )
  })
})
