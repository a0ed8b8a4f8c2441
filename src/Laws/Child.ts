import { Effect, Schema } from "effect"
import * as Laws from "../Laws.ts"
import * as Strategies from "../Strategies.ts"
import { Suspect, Word } from "./Protocol.ts"

const encode = Schema.encodeSync(Word)

const tell = (word: Word) => Effect.sync(() => process.send?.(encode(word)))

const suspect = Effect.async<unknown>((resume) => {
  process.once("message", (message) => resume(Effect.succeed(message)))
}).pipe(Effect.flatMap(Schema.decodeUnknown(Suspect)), Effect.orDie)

/** Serves the process that forked this one, for as long as that is there; SIGINT is left to it. */
export const serve = Effect.gen(function* () {
  process.on("SIGINT", () => {})
  process.on("disconnect", () => process.exit(0))
  const { module, name } = yield* suspect
  // time is virtual below, and an import takes some that is not
  const find = yield* Strategies.within(module)
  const strategy = yield* find({ name })
  for (const law of Laws.all) {
    const verdict = yield* Laws.check(law, strategy, find, (trial) => tell({ _tag: "Trying", law: law.name, trial }))
    if (verdict._tag === "Broken" || verdict.trials > 0) yield* tell({ _tag: "Judged", law: law.name, verdict })
  }
  yield* tell({ _tag: "Finished" })
}).pipe(Effect.catchTag("Fatal", ({ message }) => tell({ _tag: "NotFound", message })))
