import { Array as Arr, Either } from "effect"
import { oneOf, unknownName } from "../domain/Nearest.ts"
import { between, count, type Parser } from "../domain/Quantity.ts"
import * as Settings from "../domain/Settings.ts"
import * as Strategies from "../Strategies.ts"
import type { Strategy } from "../Strategy.ts"

/** A strategy with the settings that it uses: what is raced. */
export interface Contestant {
  /** As it can be typed after `--strategy`, with every setting that matters. */
  readonly name: string
  readonly strategy: Strategy
  readonly settings: Settings.Settings
  readonly transport: Settings.Transport
}

/** Values from the command line for the settings that an entry leaves open. */
export interface Choices extends Readonly<Record<Settings.Setting, ReadonlyArray<number>>> {
  readonly transport: ReadonlyArray<Settings.Transport>
}

/** What most programs have; it stays unsaid. */
export const usualTransport: Settings.Transport = "sdk"

/** One of `Settings.Transport`. */
export const transport: Parser<Settings.Transport> = oneOf("transport", Settings.Transport.literals)

/** What `npm start` races: the models of threads, processes and fibers, what batches add, and what a lighter transport does. */
export const lineUp: ReadonlyArray<string> = [
  "sequential",
  "worker-threads:workers=4",
  "offload:workers=4",
  "child-processes:workers=4",
  "for-each:concurrency=32",
  "for-each:concurrency=32:batch=25",
  "for-each:concurrency=32:transport=wire"
]

/** The strategies of the line-up, for choices of other settings. */
export const lineUpStrategies: ReadonlyArray<string> = Array.from(
  new Set(lineUp.map((entry) => entry.split(":")[0] ?? entry))
)

const usedBy = ({ uses }: Strategy): ReadonlyArray<Settings.Setting> =>
  Settings.Setting.literals.filter((setting) => uses.includes(setting))

const nameOf = ({ settings, strategy, transport }: Omit<Contestant, "name">): string =>
  [
    strategy.name,
    ...usedBy(strategy).flatMap((setting) => {
      const usual = setting === "batch" && strategy.defaults?.batch === undefined && settings.batch === 1
      return usual ? [] : [`${setting}=${settings[setting]}`]
    }),
    ...(transport === usualTransport ? [] : [`transport=${transport}`])
  ].join(":")

/** What an entry says itself, as choices that leave no choice. */
const fixedBy = (entry: string, strategy: Strategy, text: string): Either.Either<Partial<Choices>, string> => {
  const [key = "", ...values] = text.split("=")
  const value = values.join("=")
  const wrong = (message: string) => `"${entry}": ${message}`
  const setting = strategy.uses.find((setting) => setting === key)
  if (setting !== undefined) {
    return Either.mapBoth(between(count, 1, Settings.most[setting])(value), {
      onLeft: (message) => wrong(`${key} ${message}`),
      onRight: (typed) => ({ [setting]: [typed] })
    })
  }
  if (key === "transport") {
    return Either.mapBoth(transport(value), { onLeft: wrong, onRight: (typed) => ({ transport: [typed] }) })
  }
  const keys = [...strategy.uses, "transport"]
  return Either.left(`"${entry}" sets ${key || "nothing"}, but ${strategy.name} takes ${keys.join(", ")}`)
}

/** Every combination of what is chosen for the settings that the strategy uses. */
const settingsOf = (strategy: Strategy, choices: Choices): ReadonlyArray<Settings.Settings> =>
  usedBy(strategy).reduce<ReadonlyArray<Settings.Settings>>(
    (all, setting) =>
      choices[setting].length === 0
        ? all
        : all.flatMap((settings) => choices[setting].map((value) => ({ ...settings, [setting]: value }))),
    [{ ...Settings.defaults, ...strategy.defaults }]
  )

/** The contestants of one entry: the product of the choices over what it uses and leaves open. */
const contestantsOf = (entry: string, choices: Choices): Either.Either<ReadonlyArray<Contestant>, string> => {
  const [name = "", ...texts] = entry.split(":")
  const strategy = Strategies.named.get(name)
  if (strategy === undefined) return Either.left(unknownName("strategy", Array.from(Strategies.named.keys()), name))
  return Either.flatMap(Either.all(texts.map((text) => fixedBy(entry, strategy, text))), (parts) => {
    const twice = parts.flatMap((part) => Object.keys(part)).find((key, at, keys) => keys.indexOf(key) < at)
    if (twice !== undefined) return Either.left(`"${entry}" sets ${twice} twice`)
    let chosen = choices
    for (const part of parts) chosen = { ...chosen, ...part }
    const transports = chosen.transport.length === 0 ? [usualTransport] : chosen.transport
    const product = transports.flatMap((transport) =>
      settingsOf(strategy, chosen).map((settings) => ({ strategy, settings, transport }))
    )
    const named = new Map(product.map((contestant) => [nameOf(contestant), contestant]))
    return Either.right(Array.from(named, ([name, contestant]) => ({ name, ...contestant })))
  })
}

/**
 * Contestants in the order in which they were typed. `all` stands for every strategy. What is typed twice races twice,
 * as `#1` and `#2`. A left says what to type instead.
 */
export const parse = (
  entries: ReadonlyArray<string>,
  choices: Choices
): Either.Either<ReadonlyArray<Contestant>, string> =>
  Either.map(
    Either.all(
      entries
        .flatMap((entry) => (entry === "all" ? Array.from(Strategies.named.keys()) : [entry]))
        .map((entry) => contestantsOf(entry, choices))
    ),
    (groups) => {
      const contestants = groups.flat()
      const namesakes = Arr.groupBy(contestants, ({ name }) => name)
      const seen = new Map<string, number>()
      return contestants.map((contestant) => {
        if (namesakes[contestant.name]?.length === 1) return contestant
        const nth = (seen.get(contestant.name) ?? 0) + 1
        seen.set(contestant.name, nth)
        return { ...contestant, name: `${contestant.name}#${nth}` }
      })
    }
  )
