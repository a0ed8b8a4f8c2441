import { readFile } from "node:fs/promises"
import { Effect, Schema } from "effect"
import { type Asked, accessDenied, type Refusal } from "./Refusal.ts"

const OneOrMore = Schema.Union(Schema.String, Schema.Array(Schema.String))

const Statement = Schema.Struct({
  Sid: Schema.String,
  Effect: Schema.Literal("Allow"),
  Action: OneOrMore,
  Resource: OneOrMore
})

/** As much of IAM as a policy that only allows needs. */
const Policy = Schema.Struct({ Version: Schema.Literal("2012-10-17"), Statement: Schema.Array(Statement) })
export type Policy = typeof Policy.Type

const decode = Schema.decodeUnknownSync(Schema.parseJson(Policy), { onExcessProperty: "error" })

/** A policy that users copy, for this table where they put in theirs. */
export const read = (name: string, table = "YOUR-TABLE") =>
  Effect.promise(async () => {
    const text = await readFile(new URL(`../../scratchpad/iam/${name}.json`, import.meta.url), "utf8")
    return decode(text.replaceAll("YOUR-TABLE", table))
  })

const all = (one: typeof OneOrMore.Type): ReadonlyArray<string> => (typeof one === "string" ? [one] : one)

const escaped = (text: string) => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&")

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${escaped(pattern).replaceAll("*", ".*")}$`).test(text)

/** The name of the statement that allows it, and the action; undefined where none does. */
const allowance = ({ Statement }: Policy, { action, resource }: Asked): string | undefined => {
  const name = `dynamodb:${action}`
  const statement = Statement.find(
    ({ Action, Resource }) => all(Action).includes(name) && all(Resource).some((pattern) => matches(pattern, resource))
  )
  return statement && `${statement.Sid} ${name}`
}

/** How a service answers whoever has this policy and no other. */
export const enforced =
  (policy: Policy) =>
  (asked: Asked): Refusal | undefined =>
    allowance(policy, asked) === undefined ? accessDenied(asked) : undefined

/** Everything that it allows, in order. */
export const allowances = ({ Statement }: Policy): ReadonlyArray<string> =>
  Statement.flatMap(({ Action, Sid }) => all(Action).map((action) => `${Sid} ${action}`)).sort()

/** What it allowed of that, each once and in order. */
export const used = (policy: Policy, asked: ReadonlyArray<Asked>): ReadonlyArray<string> =>
  Array.from(new Set(asked.flatMap((one) => allowance(policy, one) ?? []))).sort()

/** What it did not allow of that. */
export const beyond = (policy: Policy, asked: ReadonlyArray<Asked>): ReadonlyArray<Asked> =>
  asked.filter((one) => allowance(policy, one) === undefined)
