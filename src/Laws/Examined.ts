import { Data, Duration, Effect, Queue, Schema } from "effect"
import { Fatal } from "../domain/RequestError.ts"
import * as Fork from "../Fork.ts"
import { Suspect, Word } from "./Protocol.ts"
import type { Verdict } from "./Verdict.ts"

/** The process says no more, or nothing any more. */
class Silent extends Data.TaggedError("Silent")<{ readonly how: string }> {}

/** A trial takes milliseconds. */
const patience = Duration.seconds(10)

const encode = Schema.encodeSync(Suspect)
const decode = Schema.decodeUnknown(Word)

/** Starts the process, which ends with the scope; `next` is what it says next. */
const listen = Effect.fnUntraced(function* (suspect: typeof Suspect.Type) {
  const child = yield* Fork.fork("own/laws", { leads: true })
  const words = yield* Queue.unbounded<Effect.Effect<Word, Silent>>()
  const lastWords = Fork.lastWords(child.stderr)
  const ended = (how: string) => Queue.unsafeOffer(words, new Silent({ how: `it ended the process (${how})` }))
  child.on("message", (message) => Queue.unsafeOffer(words, Effect.orDie(decode(message))))
  child.once("error", (error) => ended(error.message))
  child.once("close", (code, signal) => ended(`${signal ?? `exit code ${code}`}${lastWords()}`))
  child.send(encode(suspect), () => {})
  const next = Effect.timeoutFail(Effect.flatten(Queue.take(words)), {
    duration: patience,
    onTimeout: () => new Silent({ how: `it has not let go of the event loop for ${Duration.format(patience)}` })
  })
  return { next }
})

/**
 * Holds a strategy to the laws in a process of its own, and tells of each verdict. After a trial that never lets go of the
 * event loop, or ends the process, no other law is tried, and the result is false. Fatal with code `NoStrategy` where there is none.
 */
export const examine = Effect.fn("Examined.examine")(function* <E>(
  suspect: typeof Suspect.Type,
  told: (law: string, verdict: Verdict) => Effect.Effect<void, E>
) {
  const { next } = yield* listen(suspect)
  let trying = { law: "", trial: "" }
  while (true) {
    const word = yield* Effect.catchTag(next, "Silent", ({ how }) => Effect.succeed({ _tag: "Silent", how } as const))
    switch (word._tag) {
      case "Trying":
        trying = word
        break
      case "Judged":
        yield* told(word.law, word.verdict)
        break
      case "Silent":
        yield* told(trying.law, { _tag: "Broken", trial: trying.trial, how: word.how })
        return false
      case "NotFound":
        return yield* new Fatal({ code: "NoStrategy", message: word.message })
      case "Finished":
        return true
    }
  }
}, Effect.scoped)
