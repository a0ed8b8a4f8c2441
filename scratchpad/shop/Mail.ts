import { Context, Effect, Layer } from "effect"

export class Mail extends Context.Tag("millrace/scratchpad/shop/Mail")<
  Mail,
  { readonly send: (subject: string) => Effect.Effect<void> }
>() {
  static readonly layer = Layer.succeed(Mail, {
    send: Effect.fn("Mail.send")(function* (subject) {
      yield* Effect.sleep("40 millis")
      yield* Effect.log(`mail sent: ${subject}`)
    })
  })
}
