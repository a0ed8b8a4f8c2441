import { Context, Data, Effect, Layer } from "effect"
import type { Order } from "./Order.ts"

export class CardDeclined extends Data.TaggedError("CardDeclined")<{ readonly euros: number }> {}

export class Payment extends Context.Tag("millrace/scratchpad/shop/Payment")<
  Payment,
  {
    /** Sets the amount aside on the card. */
    readonly authorise: (order: Order) => Effect.Effect<void, CardDeclined>
    /** Gives it free again. */
    readonly cancel: (order: Order) => Effect.Effect<void>
    /** Takes what was set aside. */
    readonly capture: (order: Order) => Effect.Effect<void>
  }
>() {
  /** A card with so much on it. */
  static readonly layer = (euros: number) =>
    Layer.succeed(Payment, {
      authorise: Effect.fn("Payment.authorise")(function* (order) {
        yield* Effect.sleep("30 millis")
        if (order.euros > euros) {
          yield* Effect.log("card declined")
          return yield* new CardDeclined({ euros: order.euros })
        }
        yield* Effect.sleep("90 millis")
        yield* Effect.log("payment authorised")
      }),
      cancel: Effect.fn("Payment.cancel")(function* () {
        yield* Effect.sleep("20 millis")
        yield* Effect.log("payment cancelled")
      }),
      capture: Effect.fn("Payment.capture")(function* () {
        yield* Effect.sleep("60 millis")
        yield* Effect.log("payment captured")
      })
    })
}
