import { Context, Effect, Layer, Ref } from "effect"

/** What all callers may spend on retries together: a retry costs one, and no caller is given more than there is. */
export class RetryBudget extends Context.Tag("millrace/scratchpad/herd/RetryBudget")<
  RetryBudget,
  {
    /** False once it is spent. */
    readonly spend: Effect.Effect<boolean>
  }
>() {
  static readonly layer = (retries: number) =>
    Layer.effect(
      RetryBudget,
      Effect.map(Ref.make(retries), (left) =>
        RetryBudget.of({ spend: Ref.modify(left, (n) => (n > 0 ? [true, n - 1] : [false, n])) })
      )
    )
}
