import { stripVTControlCharacters } from "node:util"
import { Console, Context, Effect, Layer } from "effect"
import * as Output from "./Output.ts"
import * as Words from "./Words.ts"

export const choices = ["auto", "always", "never"] as const

/** What is typed goes before the environment, that before the terminal. `NO_COLOR` and `TERM=dumb` go before `FORCE_COLOR`. */
export const isOn = (choice: string, environment: NodeJS.ProcessEnv, stream: Pick<NodeJS.WriteStream, "isTTY">) => {
  if (choice === "always") return true
  if (choice === "never") return false
  if ((environment.NO_COLOR ?? "") !== "" || environment.TERM === "dumb") return false
  return (environment.FORCE_COLOR ?? "") !== "" || stream.isTTY === true
}

/** The choice in words that have not been parsed yet: help and complaints about usage are coloured too. */
export const typed = (argv: ReadonlyArray<string>): string => Words.valueOf(argv, "--color") ?? "auto"

const plain = (words: ReadonlyArray<unknown>) => stripVTControlCharacters(words.map(String).join(" ")).trim()

/** Whether colours may stand in what goes to stdout, and in what goes to stderr. */
export class Colors extends Context.Reference<Colors>()("millrace/Cli/Color/Colors", {
  defaultValue: () => ({ result: false, aside: false })
}) {}

/** Decides on colours, and keeps @effect/cli, which colours what it says wherever that goes, from doing so. */
export const layer = (argv: ReadonlyArray<string>, environment: NodeJS.ProcessEnv): Layer.Layer<never> => {
  const colors = {
    result: isOn(typed(argv), environment, process.stdout),
    aside: isOn(typed(argv), environment, process.stderr)
  }
  const console = Layer.unwrapEffect(
    Console.consoleWith((console) =>
      Effect.succeed(
        Console.setConsole({
          ...console,
          log: (...words) => Effect.orDie(Output.result(`${plain(words)}\n`)),
          error: (...words) => Effect.logError(plain(words))
        })
      )
    )
  )
  return Layer.merge(console, Layer.succeed(Colors, colors))
}
