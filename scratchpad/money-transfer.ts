/**
 * Money transfers: why steps must stay in order, what goes wrong when they do not, and how `per-key` mends it. A transfer
 * reads an account and writes it back: of two at once one is lost, and with it euros come to be. A lock for each customer, or
 * a conditional write, would save the euros too; the order of steps, without which transfers are refused, only `per-key`.
 */
import { Effect, Layer } from "effect"
import { forEach } from "../src/Strategy/ForEach.ts"
import { perKey } from "../src/Strategy/PerKey.ts"
import { sequential } from "../src/Strategy/Sequential.ts"
import type { Strategy } from "../src/Strategy.ts"
import * as VirtualClock from "../src/VirtualClock.ts"
import * as Given from "../src/Workload/Given.ts"
import { Accounts } from "./bank/Accounts.ts"
import { Ledger } from "./bank/Ledger.ts"
import * as Transfer from "./bank/Transfer.ts"
import * as Transfers from "./bank/Transfers.ts"
import * as Table from "./printing/Table.ts"
import { timed } from "./strategies/timed.ts"

const customers = ["Ada", "Edsger", "Grace", "Tony"]

/** To and fro, for each customer in turn: what goes back to the current account is covered by what came before it. */
const transfers = Array.from({ length: 25 }, (_, n) => {
  const [from, to] = n % 2 === 0 ? (["current", "savings"] as const) : (["savings", "current"] as const)
  const euros = 50 + 10 * (Math.floor(n / 2) % 5)
  return customers.map((customer) => Transfer.make(customer, from, to, euros))
}).flat()

const bank = Layer.provideMerge(
  Transfers.layer,
  Layer.merge(Accounts.layer(customers, { current: 100, savings: 0 }), Ledger.layer)
)

const settled = Effect.fn("settled")(
  function* (strategy: Strategy) {
    const ms = yield* timed(strategy, Given.make(Transfer.key, transfers), { concurrency: 8 })
    const { sum } = yield* Accounts
    const { done, moved, refused } = yield* Effect.flatMap(Ledger, ({ sums }) => sums("savings"))
    const savings = yield* sum("savings")
    return [strategy.name, ms, done, refused, moved, savings, savings + (yield* sum("current"))] as const
  },
  Effect.provide([bank, VirtualClock.layer])
)

const lesson = Effect.gen(function* () {
  const rows = yield* Effect.forEach([sequential, forEach, perKey], (strategy) => settled(strategy))
  yield* Table.print([
    [`${transfers.length} transfers`, "ms", "done", "refused", "saved by the ledger", "saved", "euros in all"],
    ...rows
  ])
})

await Effect.runPromise(lesson)
