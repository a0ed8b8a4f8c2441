import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Checkup } from "../../src/domain/Finding.ts"
import * as Program from "../Cli/Program.ts"
import * as Identities from "./Identities.ts"
import * as Policy from "./Policy.ts"
import * as Race from "./Race.ts"
import { type Asked, accessDenied } from "./Refusal.ts"
import * as Service from "./Service.ts"

const user = Identities.keys("AKIAUSER")

/** Asked in order to see whether anybody answers: a refusal will do as well. */
const isKnock = ({ resource }: Asked): boolean => resource.endsWith("/millrace.no-such-table")

const operation = (name: string) => ["--operation", name]

const verified = (service: Service.Service, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { code, stderr, stdout } = yield* Race.run(service, user, ...Race.one, ...Race.few, ...args)
    assert.strictEqual(code, 0, stderr)
    assert.isTrue(Program.resultOf(stdout).summary.verified)
  })

const under = (policy: Policy.Policy) => Service.make({ refuse: Policy.enforced(policy) })

/** What was asked needed all of these statements, and no permission that the policy does not give. */
const assertNeeded = (policy: Policy.Policy, { asked }: Service.Service, statements: ReadonlyArray<string>) => {
  const isOfThem = (allowance: string) => statements.some((name) => allowance.startsWith(`${name} `))
  assert.deepStrictEqual(
    Policy.used(policy, asked).filter((allowance) => isOfThem(allowance)),
    Policy.allowances(policy).filter((allowance) => isOfThem(allowance))
  )
  assert.isTrue(Policy.beyond(policy, asked).every((one) => isKnock(one)))
}

describe("the policy of a race is enough, and has no action too many,", () => {
  it.scopedLive("for tables of its own", () =>
    Effect.gen(function* () {
      const policy = yield* Policy.read("race")
      const service = yield* under(policy)
      for (const name of ["put", "get", "query", "scan"]) yield* verified(service, ...operation(name))
      assert.deepStrictEqual(yield* service.tables, [])
      assertNeeded(policy, service, ["OwnTables"])
    })
  )

  it.scopedLive("for a table that is there, which stays and is empty again", () =>
    Effect.gen(function* () {
      const policy = yield* Policy.read("race", "films")
      const service = yield* under(policy)
      const films = { TableName: "films" }
      yield* service.call("CreateTable", Service.tableOf("films", "pk"))
      for (const name of ["put", "get"]) yield* verified(service, "--table", "films", ...operation(name))
      assert.include(yield* service.call("Scan", films), '"Count":0')
      yield* service.call("DeleteTable", films)
      yield* service.call("CreateTable", Service.tableOf("films", "pk", "sk"))
      yield* verified(service, "--table", "films", ...operation("query"))
      assert.include(yield* service.call("Scan", films), '"Count":0')
      assertNeeded(policy, service, ["GivenTable"])
    })
  )

  it.scopedLive("to clean up", () =>
    Effect.gen(function* () {
      const policy = yield* Policy.read("race")
      const service = yield* under(policy)
      yield* service.call("CreateTable", Race.left("millrace-left"))
      const { code, stderr } = yield* Race.cleanUp(service, user, "--yes")
      assert.strictEqual(code, 0, stderr)
      assert.deepStrictEqual(yield* service.tables, [])
      assertNeeded(policy, service, ["ListTables", "ReadTags"])
    })
  )

  it.effect("by the statements that are named here", () =>
    Effect.gen(function* () {
      const { Statement } = yield* Policy.read("race")
      assert.deepStrictEqual(
        Statement.map(({ Sid }) => Sid),
        ["OwnTables", "GivenTable", "ListTables", "ReadTags"]
      )
    })
  )
})

const checkupOf = Schema.decodeUnknownSync(Schema.parseJson(Checkup))

/** What doctor says of the table `films` to a user with keys. */
const doctor = (conduct: Service.Conduct) =>
  Effect.gen(function* () {
    const service = yield* Service.make(conduct)
    yield* service.call("CreateTable", Service.tableOf("films", "title"))
    const { stdout } = yield* Program.run(
      ["doctor", "--backend", "aws", "--table", "films", "--workers", "1", "--json", "-"],
      { env: { ...Identities.nobody(service), ...user } }
    )
    return { service, ...checkupOf(stdout) }
  })

describe("the policy of doctor", () => {
  it.scopedLive("is enough to look at everything", () =>
    Effect.gen(function* () {
      const policy = yield* Policy.read("doctor", "films")
      const { looked_at, not_looked_at, service } = yield* doctor({ refuse: Policy.enforced(policy) })
      assert.deepStrictEqual(not_looked_at, [])
      assert.isTrue(looked_at.some(({ what }) => what === "table"))
      assert.deepStrictEqual(Policy.used(policy, service.asked), Policy.allowances(policy))
      assert.isTrue(Policy.beyond(policy, service.asked).every((asked) => isKnock(asked)))
    })
  )

  it.scopedLive("has no action too many: without one, doctor names it", () =>
    Effect.gen(function* () {
      for (const action of ["DescribeTable", "DescribeContinuousBackups"]) {
        const { not_looked_at } = yield* doctor({
          refuse: (asked) => (asked.action === action ? accessDenied(asked) : undefined)
        })
        assert.include(
          not_looked_at.map(({ permission }) => permission),
          `dynamodb:${action}`
        )
      }
    })
  )
})
