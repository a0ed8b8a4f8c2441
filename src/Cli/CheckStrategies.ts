import { Effect } from "effect"
import * as Examined from "../Laws/Examined.ts"
import type { Verdict } from "../Laws/Verdict.ts"
import * as Figure from "../Report/Figure.ts"
import { Colors } from "./Color.ts"
import * as Exit from "./Exit.ts"
import * as Output from "./Output.ts"
import * as OwnStrategies from "./OwnStrategies.ts"
import { quoted } from "./RaceCommand.ts"

const green = 32
const red = 31

/** What the trials leave open of a strategy that leaves the event loop. */
const untried = (name: string): string =>
  `not tried: ${name} in threads or processes; fibers of one process stood in for them, and a race shows the rest\n`

const check = Effect.fnUntraced(function* (path: string) {
  const { result } = yield* Colors
  const painted = (color: number, text: string) => (result ? `\u001b[${color}m${text}\u001b[0m` : text)
  const { module, name, place, summary } = yield* OwnStrategies.load(path)
  yield* Output.result(`${name}: ${summary}\n`)
  let kept = 0
  let broken = 0
  const told = (law: string, verdict: Verdict) => {
    if (verdict._tag === "Kept") {
      kept++
      return Output.result(`${painted(green, "kept")}    ${law} (${Figure.counted(verdict.trials, "case")})\n`)
    }
    broken++
    return Output.result(`${painted(red, "broken")}  ${law}: ${verdict.trial}: ${verdict.how}\n`)
  }
  const finished = yield* Examined.examine({ module: new URL(module), name }, told)
  if (place !== undefined) yield* Output.result(untried(name))
  const rest = finished ? "" : "; those after the last were not tried"
  yield* Output.result(
    broken === 0
      ? `${name} keeps ${Figure.counted(kept, "law")}: millrace race --strategy ${quoted(`${path},for-each`)}\n`
      : `${name} breaks ${broken} of ${Figure.counted(kept + broken, "law")}${rest}\n`
  )
  return broken
})

/** Holds the strategies of these files to the laws, a line each. Fails with exit code 1 where one is broken. */
export const checkStrategies = Effect.fn("CheckStrategies.checkStrategies")(function* (paths: ReadonlyArray<string>) {
  const broken = yield* Effect.forEach(paths, check)
  if (broken.some((laws) => laws > 0)) return yield* Exit.silently(Exit.codes.failed)
})
