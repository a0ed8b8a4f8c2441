import { Context, Data, Effect, Layer, Ref } from "effect"
import type { Order } from "./Order.ts"

export class OutOfStock extends Data.TaggedError("OutOfStock")<{ readonly sku: string }> {}

export class Stock extends Context.Tag("millrace/scratchpad/shop/Stock")<
  Stock,
  {
    readonly reserve: (order: Order) => Effect.Effect<void, OutOfStock>
    readonly release: (order: Order) => Effect.Effect<void>
    readonly pieces: Effect.Effect<number>
  }
>() {
  /** A warehouse that holds so many pieces, and answers after 80 ms. */
  static readonly layer = (pieces: number) =>
    Layer.effect(
      Stock,
      Effect.map(Ref.make(pieces), (left) =>
        Stock.of({
          pieces: left,
          reserve: Effect.fn("Stock.reserve")(function* (order) {
            yield* Effect.sleep("80 millis")
            const enough = yield* Ref.modify(left, (n) => (n < order.pieces ? [false, n] : [true, n - order.pieces]))
            if (!enough) {
              yield* Effect.log("out of stock")
              return yield* new OutOfStock({ sku: order.sku })
            }
            yield* Effect.log("stock reserved")
          }),
          release: Effect.fn("Stock.release")(function* (order) {
            yield* Effect.sleep("20 millis")
            yield* Ref.update(left, (n) => n + order.pieces)
            yield* Effect.log("stock released")
          })
        })
      )
    )
}
