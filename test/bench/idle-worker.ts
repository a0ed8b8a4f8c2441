/** A worker that does nothing with what it is handed: what is left is the hand-over. */
import { Effect } from "effect"
import { Tally } from "../../src/Tally.ts"
import * as Child from "../../src/Workers/Child.ts"

const tally = new Tally(0n)
const take = Effect.sync(() => tally.take())

Effect.runFork(
  Effect.scoped(
    Child.serve(() =>
      Effect.succeed({
        begin: () => Effect.void,
        run: () => Effect.void,
        perform: () => Effect.void,
        take,
        report: take
      })
    )
  )
)
