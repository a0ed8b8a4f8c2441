/** An online shop's order: what may run at once, what must wait, and what is undone when a step fails. */
import { Console, type Duration, Effect, Exit, Layer } from "effect"
import * as VirtualClock from "../src/VirtualClock.ts"
import * as Log from "./printing/Log.ts"
import { Mail } from "./shop/Mail.ts"
import type { Order } from "./shop/Order.ts"
import { Payment } from "./shop/Payment.ts"
import { Stock } from "./shop/Stock.ts"

/** Done now, undone when the scope ends in a failure; never interrupted half-way, for nobody would know what to undo. */
const revocable = <E, R, R2>(done: Effect.Effect<void, E, R>, undone: Effect.Effect<void, never, R2>) =>
  Effect.acquireRelease(done, (_, exit) => (Exit.isFailure(exit) ? undone : Effect.void))

/** With `concurrency: 1` the same steps go one after another. */
const place = Effect.fn("place")(function* (order: Order, concurrency: number | "unbounded") {
  const mail = yield* Mail
  const payment = yield* Payment
  const stock = yield* Stock
  // none needs what another one answers; a mail cannot be taken back, so it says no more than is true by then
  const held = Effect.all(
    [
      revocable(payment.authorise(order), payment.cancel(order)),
      revocable(stock.reserve(order), stock.release(order)),
      mail.send("we have your order")
    ],
    { concurrency, discard: true }
  )
  // money is taken when the goods are certain; nothing is undone from then on, whoever gives up meanwhile
  yield* Effect.uninterruptibleMask((restore) => Effect.scoped(Effect.zipRight(restore(held), payment.capture(order))))
  // a receipt is for money that was taken
  yield* mail.send("your receipt")
})

const scenario = Effect.fn("scenario")(function* (
  title: string,
  concurrency: number | "unbounded",
  patience: Duration.DurationInput = "1 minute"
) {
  yield* Console.log(title)
  const { pieces } = yield* Stock
  const placed = place({ id: "A-1", sku: "tea", pieces: 3, euros: 24 }, concurrency)
  yield* Effect.matchEffect(Effect.timeout(placed, patience), {
    onSuccess: () => Effect.log("= done"),
    onFailure: (error) => Effect.log(`= ${error._tag}`)
  })
  yield* Console.log(`          ${yield* pieces} pieces in stock`)
})

const shop = ({ euros, pieces }: { readonly euros: number; readonly pieces: number }) =>
  Layer.mergeAll(Stock.layer(pieces), Payment.layer(euros), Mail.layer, Log.layer, VirtualClock.layer)

const lesson = Effect.gen(function* () {
  yield* Effect.provide(scenario("one after another", 1), shop({ euros: 100, pieces: 10 }))
  yield* Effect.provide(scenario("what may run at once does", "unbounded"), shop({ euros: 100, pieces: 10 }))
  yield* Effect.provide(scenario("a card with 5 euros", "unbounded"), shop({ euros: 5, pieces: 10 }))
  yield* Effect.provide(scenario("2 pieces in stock", "unbounded"), shop({ euros: 100, pieces: 2 }))
  yield* Effect.provide(scenario("given up before", "unbounded", "100 millis"), shop({ euros: 100, pieces: 10 }))
  yield* Effect.provide(scenario("given up too late", "unbounded", "150 millis"), shop({ euros: 100, pieces: 10 }))
})

await Effect.runPromise(lesson)
