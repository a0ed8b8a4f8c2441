import { Context, Effect, Layer, Random } from "effect"
import type { Account } from "./Transfer.ts"

export type Balances = Readonly<Record<Account, number>>

/** Knows nothing of transactions: whoever changes a balance reads it, and writes another one. */
export class Accounts extends Context.Tag("millrace/scratchpad/bank/Accounts")<
  Accounts,
  {
    readonly read: (customer: string) => Effect.Effect<Balances>
    readonly write: (customer: string, account: Account, euros: number) => Effect.Effect<void>
    /** In all accounts of this kind, as they are. */
    readonly sum: (account: Account) => Effect.Effect<number>
  }
>() {
  /** Answers after 3 to 7 ms. */
  static readonly layer = (customers: ReadonlyArray<string>, opening: Balances) =>
    Layer.sync(Accounts, () => {
      const random = Random.make("bank")
      const latency = Effect.flatMap(random.nextIntBetween(3, 8), (ms) => Effect.sleep(ms))
      const accounts = new Map(customers.map((customer) => [customer, opening]))
      const of = (customer: string) => accounts.get(customer) ?? opening
      return Accounts.of({
        sum: (account) => Effect.sync(() => Array.from(accounts.values()).reduce((sum, of) => sum + of[account], 0)),
        read: Effect.fnUntraced(function* (customer) {
          yield* latency
          return of(customer)
        }),
        write: Effect.fnUntraced(function* (customer, account, euros) {
          yield* latency
          accounts.set(customer, { ...of(customer), [account]: euros })
        })
      })
    })
}
