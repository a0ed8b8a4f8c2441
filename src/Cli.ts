import * as CliConfig from "@effect/cli/CliConfig"
import * as Command from "@effect/cli/Command"
import { Effect, Option } from "effect"
import { doctor } from "./Cli/Doctor.ts"
import * as Exit from "./Cli/Exit.ts"
import * as Help from "./Cli/Help.ts"
import { local } from "./Cli/Local.ts"
import { race } from "./Cli/Race.ts"
import { Typed } from "./Cli/RaceCommand.ts"
import { report } from "./Cli/Report.ts"
import { checkStrategies, newStrategy, strategies } from "./Cli/Strategies.ts"
import * as Words from "./Cli/Words.ts"
import { unknownName } from "./domain/Nearest.ts"

const millrace = Command.make("millrace").pipe(
  Command.withDescription(
    "Which concurrency model writes your items into DynamoDB fastest, or reads them, and at what cost"
  ),
  Command.withSubcommands([race, report, strategies, local, doctor])
)

const topics = [
  { name: "race", operands: "", doc: Command.getHelp(race, CliConfig.defaultConfig) },
  { name: "report", operands: "RESULT.json…", doc: Command.getHelp(report, CliConfig.defaultConfig) },
  { name: "strategies", operands: "", doc: Command.getHelp(strategies, CliConfig.defaultConfig) },
  { name: "local", operands: "", doc: Command.getHelp(local, CliConfig.defaultConfig) },
  { name: "doctor", operands: "", doc: Command.getHelp(doctor, CliConfig.defaultConfig) }
]

/** Of `millrace strategies`. */
const ofStrategies = [
  { name: "new", operands: "NAME", doc: Command.getHelp(newStrategy, CliConfig.defaultConfig) },
  { name: "check", operands: "FILE…", doc: Command.getHelp(checkStrategies, CliConfig.defaultConfig) }
]

const root = { name: "millrace", operands: "", doc: Command.getHelp(millrace, CliConfig.defaultConfig) }

const topicIn = (words: ReadonlyArray<string>) => topics.find(({ name }) => words.includes(name))

const help = (words: ReadonlyArray<string>) => {
  const topic = topicIn(words)
  if (topic === undefined) return Help.print({ ...root, subcommands: topics })
  const name = `millrace ${topic.name}`
  if (topic.name !== "strategies") return Help.print({ ...topic, name, subcommands: [] })
  const command = ofStrategies.find(({ name }) => words.includes(name))
  return command === undefined
    ? Help.print({ ...topic, name, subcommands: ofStrategies })
    : Help.print({ ...command, name: `${name} ${command.name}`, subcommands: [] })
}

const unknownCommand = (what: string, commands: ReadonlyArray<{ readonly name: string }>, typed: string) =>
  Option.some(
    unknownName(
      what,
      commands.map(({ name }) => name),
      typed
    )
  )

/** What is wrong with the words before their values are looked at. */
const complaint = ([first = "", ...rest]: ReadonlyArray<string>) => {
  if (first.startsWith("-")) return Words.complaint({ ...root, flags: Help.flagsOf(root.doc) }, [first, ...rest])
  const topic = topicIn([first])
  if (topic === undefined) return unknownCommand("command", topics, first)
  const [second = "", ...others] = rest
  const name = `millrace ${topic.name}`
  if (topic.name !== "strategies" || second === "" || second.startsWith("-")) {
    return Words.complaint({ ...topic, name, flags: Help.flagsOf(topic.doc) }, rest)
  }
  const command = ofStrategies.find(({ name }) => name === second)
  return command === undefined
    ? unknownCommand(`command of ${name}`, ofStrategies, second)
    : Words.complaint({ ...command, name: `${name} ${second}`, flags: Help.flagsOf(command.doc) }, others)
}

/** The whole command line; `argv` as Node hands it over. */
export const cli = (version: string) => {
  const run = Command.run(millrace, { name: "millrace", version })
  return Effect.fnUntraced(function* (argv: ReadonlyArray<string>) {
    const words = argv.slice(2)
    // @effect/cli takes it in one place only; ours has been applied already
    const { others, taken } = Words.split(words, "--log-level")
    if (others.length === 0 || words.includes("--help") || words.includes("-h")) return yield* help(words)
    const wrong = complaint([...others, ...taken])
    if (Option.isSome(wrong)) return yield* Exit.wrongUsage(wrong.value)
    return yield* Effect.provideService(run([...argv.slice(0, 2), ...others]), Typed, others)
  })
}
