import { Schema } from "effect"
import type { Item } from "../../src/domain/Item.ts"
import type { KeySchema } from "../../src/domain/Key.ts"

export const Account = Schema.Literal("current", "savings")
export type Account = typeof Account.Type

/** Between the two accounts of a customer, in whole euros. */
export const Transfer = Schema.Struct({
  customer: Schema.Struct({ S: Schema.String }),
  from: Schema.Struct({ S: Account }),
  to: Schema.Struct({ S: Account }),
  euros: Schema.Struct({ N: Schema.NumberFromString })
})
export type Transfer = typeof Transfer.Type

/** Transfers of one customer have one key. */
export const key: KeySchema = { partition: { name: "customer", type: "S" } }

export const make = (customer: string, from: Account, to: Account, euros: number): Item =>
  Schema.encodeSync(Transfer)({ customer: { S: customer }, from: { S: from }, to: { S: to }, euros: { N: euros } })

export const fromItem = Schema.decodeUnknown(Transfer)
