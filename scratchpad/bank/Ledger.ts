import { Context, Effect, Layer } from "effect"
import type { Account, Transfer } from "./Transfer.ts"

/** What was done and what was refused, beside the accounts: whoever adds it up knows what should be in them. */
export class Ledger extends Context.Tag("millrace/scratchpad/bank/Ledger")<
  Ledger,
  {
    readonly enter: (transfer: Transfer, outcome: "done" | "refused") => Effect.Effect<void>
    /** `moved`: euros that came into this account, less those that left it. */
    readonly sums: (account: Account) => Effect.Effect<{
      readonly done: number
      readonly refused: number
      readonly moved: number
    }>
  }
>() {
  static readonly layer = Layer.sync(Ledger, () => {
    const done: Array<Transfer> = []
    const refused: Array<Transfer> = []
    const entries = { done, refused }
    return Ledger.of({
      enter: (transfer, outcome) => Effect.sync(() => void entries[outcome].push(transfer)),
      sums: (account) =>
        Effect.sync(() => ({
          done: done.length,
          refused: refused.length,
          moved: done.reduce((sum, { euros, to }) => sum + (to.S === account ? euros.N : -euros.N), 0)
        }))
    })
  })
}
