import { Array as Arr, Either } from "effect"
import { unknownName } from "../domain/Nearest.ts"
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
export interface Choices {
  readonly concurrency: ReadonlyArray<number>
  readonly batch: ReadonlyArray<number>
  readonly transport: ReadonlyArray<Settings.Transport>
}

export const concurrency: Parser<number> = between(count, 1, 1024)
export const batch: Parser<number> = between(count, 1, 25)
export const transport: Parser<Settings.Transport> = (text) =>
  text === "sdk" ? Either.right(text) : Either.left(unknownName("transport", Settings.Transport.literals, text))

/** What `npm start` races: each row teaches one thing. */
export const lineUp: ReadonlyArray<string> = [
  "sequential",
  "lock-step:concurrency=32",
  "for-each:concurrency=32",
  "for-each:concurrency=32:batch=25",
  "unbounded",
  "coalesced:concurrency=32:batch=25"
]

/** The strategies of the line-up, for choices of other settings. */
export const lineUpStrategies: ReadonlyArray<string> = Array.from(
  new Set(lineUp.map((entry) => entry.split(":")[0] ?? entry))
)

const nameOf = ({ settings, strategy, transport }: Omit<Contestant, "name">): string =>
  [
    strategy.name,
    ...strategy.uses.flatMap((setting) => {
      const usual = setting === "batch" && strategy.defaults?.batch === undefined && settings.batch === 1
      return usual ? [] : [`${setting}=${settings[setting]}`]
    }),
    ...(transport === "sdk" ? [] : [`transport=${transport}`])
  ].join(":")

/** What an entry says itself. */
type Fixed = Partial<Settings.Settings & { readonly transport: Settings.Transport }>

const settingOf = (entry: string, strategy: Strategy, text: string): Either.Either<Fixed, string> => {
  const [key = "", ...values] = text.split("=")
  const value = values.join("=")
  const keys = [...strategy.uses, "transport"]
  if (!keys.includes(key)) {
    return Either.left(`"${entry}" sets ${key || "nothing"}, but ${strategy.name} takes ${keys.join(", ")}`)
  }
  const within = Either.mapLeft((message: string) => `"${entry}": ${key} ${message}`)
  switch (key) {
    case "concurrency":
      return within(Either.map(concurrency(value), (concurrency) => ({ concurrency })))
    case "batch":
      return within(Either.map(batch(value), (batch) => ({ batch })))
    default:
      return within(Either.map(transport(value), (transport) => ({ transport })))
  }
}

/** The contestants of one entry: the product of the choices over what it uses and leaves open. */
const contestantsOf = (entry: string, choices: Choices): Either.Either<ReadonlyArray<Contestant>, string> => {
  const [name = "", ...texts] = entry.split(":")
  const strategy = Strategies.named.get(name)
  if (strategy === undefined) return Either.left(unknownName("strategy", Array.from(Strategies.named.keys()), name))
  return Either.flatMap(Either.all(texts.map((text) => settingOf(entry, strategy, text))), (parts) => {
    const twice = parts.flatMap((part) => Object.keys(part)).find((key, at, keys) => keys.indexOf(key) < at)
    if (twice !== undefined) return Either.left(`"${entry}" sets ${twice} twice`)
    const fixed = <Key extends keyof Fixed>(key: Key) => parts.find((part) => part[key] !== undefined)?.[key]
    const values = (setting: Settings.Setting): ReadonlyArray<number> => {
      const usual = strategy.defaults?.[setting] ?? Settings.defaults[setting]
      if (!strategy.uses.includes(setting)) return [usual]
      const typed = fixed(setting)
      if (typed !== undefined) return [typed]
      return choices[setting].length > 0 ? choices[setting] : [usual]
    }
    const typed = fixed("transport")
    const usual = Arr.isNonEmptyReadonlyArray(choices.transport) ? choices.transport : (["sdk"] as const)
    const transports = typed === undefined ? usual : [typed]
    const product = transports.flatMap((transport) =>
      values("concurrency").flatMap((concurrency) =>
        values("batch").map((batch) => ({ strategy, settings: { concurrency, batch }, transport }))
      )
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
