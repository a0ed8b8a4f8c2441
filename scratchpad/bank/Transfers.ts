import { Effect, Layer } from "effect"
import type { Item } from "../../src/domain/Item.ts"
import * as Key from "../../src/domain/Key.ts"
import { Operation } from "../../src/Operation.ts"
import { Accounts } from "./Accounts.ts"
import { Ledger } from "./Ledger.ts"
import * as Transfer from "./Transfer.ts"

/** Transfers as what strategies perform: a strategy hands over units, and knows neither banks nor DynamoDB. */
export const layer = Layer.effect(
  Operation,
  Effect.gen(function* () {
    const accounts = yield* Accounts
    const ledger = yield* Ledger

    const perform = Effect.fn("transfer")(function* (item: Item) {
      const transfer = yield* Effect.orDie(Transfer.fromItem(item))
      const { customer, euros, from, to } = transfer
      const { [from.S]: had, [to.S]: has } = yield* accounts.read(customer.S)
      if (had < euros.N) return yield* ledger.enter(transfer, "refused")
      yield* accounts.write(customer.S, from.S, had - euros.N)
      yield* accounts.write(customer.S, to.S, has + euros.N)
      yield* ledger.enter(transfer, "done")
    })

    return Operation.of({
      keyOf: (item) => Key.toText(Transfer.key, item),
      perform: (unit) => Effect.forEach(unit, perform, { discard: true })
    })
  })
)
