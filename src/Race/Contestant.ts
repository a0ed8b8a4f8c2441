import { Array as Arr, Either } from "effect"
import { oneOf, unknownName } from "../domain/Nearest.ts"
import { mostOf, type OperationKind } from "../domain/OperationKind.ts"
import { between, count, durationMs, type Parser, sizeBytes } from "../domain/Quantity.ts"
import * as Settings from "../domain/Settings.ts"
import { smallestItem } from "../domain/WorkloadSpec.ts"
import type { Need, Strategy } from "../Strategy.ts"

/** A strategy with the settings that it uses, and all else in which it differs: what is raced. */
export interface Contestant {
  /** As it can be typed after `--strategy`, with every setting that matters. */
  readonly name: string
  readonly strategy: Strategy
  readonly settings: Settings.Settings
  readonly transport: Settings.Transport
  readonly traits: Settings.Traits
}

/** Values from the command line for what an entry leaves open; of none the usual one is taken. */
export interface Choices extends Readonly<Record<Settings.Setting, ReadonlyArray<number>>> {
  readonly transport: ReadonlyArray<Settings.Transport>
  /** null for the usual one. */
  readonly client: ReadonlyArray<Settings.Client | null>
  /** Of the setting that is the operation's own. */
  readonly parts: ReadonlyArray<number>
  readonly itemSize: ReadonlyArray<number>
  readonly rtt: ReadonlyArray<number>
}

export const noChoices: Choices = {
  concurrency: [],
  batch: [],
  workers: [],
  transport: [],
  client: [],
  parts: [],
  itemSize: [],
  rtt: []
}

/** Requests in flight at most; no more than a scan has segments, or a key shards. */
export const inFlightOf = ({ settings, strategy, traits }: Omit<Contestant, "name">): number =>
  Math.min(strategy.inFlight(settings), traits.segments ?? traits.shards ?? Number.POSITIVE_INFINITY)

/** What most programs have; it stays unsaid. */
export const usualTransport: Settings.Transport = "sdk"

/** One of `Settings.Transport`. */
export const transport: Parser<Settings.Transport> = oneOf("transport", Settings.Transport.literals)

const socketsForm = /^sockets:(.*)$/

/** `cold`, `no-keep-alive`, or `sockets:N`; null for `kept`, the usual one. */
export const client: Parser<Settings.Client | null> = (text) => {
  const sockets = socketsForm.exec(text)?.[1]
  if (sockets !== undefined) {
    return Either.map(between(count, 1, Settings.most.concurrency)(sockets), (n) => `sockets:${n}` as const)
  }
  return Either.mapBoth(oneOf("client", Settings.Reuse.literals)(text), {
    onLeft: (message) => `${message.replace(/\?$/, "")}; or type sockets:8`,
    onRight: (reuse) => (reuse === "kept" ? null : reuse)
  })
}

const leastItem = smallestItem({ keys: "uniform", repeat_keys: 0 })

/** Bytes of a made item. */
export const itemSize = between(sizeBytes, leastItem, 400 * 1024, `${leastItem}B to 400KB`)

const mostRttMs = 5_000

/** Milliseconds. */
export const rtt = between(durationMs, 0, mostRttMs, "0ms to 5s")

/** What `npm start` races: the models of threads, processes and fibers, what batches add, and what a lighter transport does. */
export const lineUp = ({ largestUnit, service }: OperationKind): ReadonlyArray<string> => [
  "sequential",
  "worker-threads:workers=4",
  "offload:workers=4",
  "child-processes:workers=4",
  "for-each:concurrency=32",
  ...(largestUnit > 1 ? [`for-each:concurrency=32:batch=${largestUnit}`] : []),
  ...(service === "DynamoDB" ? ["for-each:concurrency=32:transport=wire"] : [])
]

/** The strategies of the line-up, for choices of other settings. */
export const lineUpStrategies = (kind: OperationKind): ReadonlyArray<string> =>
  Array.from(new Set(lineUp(kind).map((entry) => entry.split(":")[0] ?? entry)))

/** The settings that this strategy uses in this operation, in their order. */
const usedBy = ({ uses }: Strategy, { largestUnit }: OperationKind): ReadonlyArray<Settings.Setting> =>
  Settings.Setting.literals.filter((setting) => uses.includes(setting) && (setting !== "batch" || largestUnit > 1))

/** Bytes, in the largest unit that has no fraction. */
const sizeText = (bytes: number): string => (bytes % 1024 === 0 ? `${bytes / 1024}KB` : `${bytes}B`)

const nameOf = ({ settings, strategy, traits, transport }: Omit<Contestant, "name">, kind: OperationKind): string =>
  [
    strategy.name,
    ...usedBy(strategy, kind).flatMap((setting) => {
      const usual = setting === "batch" && strategy.defaults?.batch === undefined && settings.batch === 1
      return usual ? [] : [`${setting}=${settings[setting]}`]
    }),
    ...(traits.segments === null ? [] : [`segments=${traits.segments}`]),
    ...(traits.shards === null ? [] : [`shards=${traits.shards}`]),
    ...(traits.item_size_bytes === null ? [] : [`item-size=${sizeText(traits.item_size_bytes)}`]),
    ...(traits.rtt_ms === null ? [] : [`rtt=${traits.rtt_ms}ms`]),
    ...(traits.client === null ? [] : [`client=${traits.client}`]),
    ...(transport === usualTransport ? [] : [`transport=${transport}`])
  ].join(":")

type Parsers = Readonly<Record<string, (value: string) => Either.Either<Partial<Choices>, string>>>

const ofClient: Parsers = { client: (value) => Either.map(client(value), (typed) => ({ client: [typed] })) }

const ofDynamoDB: Parsers = {
  "item-size": (value) =>
    Either.mapBoth(itemSize(value), {
      onLeft: (message) => `item-size ${message}`,
      onRight: (typed) => ({ itemSize: [typed] })
    }),
  rtt: (value) =>
    Either.mapBoth(rtt(value), { onLeft: (message) => `rtt ${message}`, onRight: (typed) => ({ rtt: [typed] }) }),
  ...ofClient,
  transport: (value) => Either.map(transport(value), (typed) => ({ transport: [typed] }))
}

/** What may stand in an entry besides the settings of its strategy. */
const parsers = ({ parts, service }: OperationKind): Parsers => ({
  ...(parts === null
    ? {}
    : {
        [parts.setting]: (value: string) =>
          Either.mapBoth(between(count, 1, parts.most)(value), {
            onLeft: (message) => `${parts.setting} ${message}`,
            onRight: (typed) => ({ parts: [typed] })
          })
      }),
  ...(service === "DynamoDB" ? ofDynamoDB : ofClient)
})

/** What an entry says itself, as choices that leave no choice. */
const fixedBy = (
  entry: string,
  strategy: Strategy,
  kind: OperationKind,
  text: string
): Either.Either<Partial<Choices>, string> => {
  const [key = "", ...values] = text.split("=")
  const value = values.join("=")
  const used = usedBy(strategy, kind)
  const setting = used.find((setting) => setting === key)
  const others = parsers(kind)
  const other = others[key]
  const read =
    setting === undefined
      ? other?.(value)
      : Either.mapBoth(between(count, 1, mostOf(setting, kind))(value), {
          onLeft: (message) => `${key} ${message}`,
          onRight: (typed) => ({ [setting]: [typed] })
        })
  if (read !== undefined) return Either.mapLeft(read, (message) => `"${entry}": ${message}`)
  const keys = [...used, ...Object.keys(others)]
  return Either.left(`"${entry}" sets ${key || "nothing"}, but ${strategy.name} takes ${keys.join(", ")}`)
}

/** Every combination of what is chosen for the settings that the strategy uses. */
const settingsOf = (strategy: Strategy, kind: OperationKind, choices: Choices): ReadonlyArray<Settings.Settings> =>
  usedBy(strategy, kind).reduce<ReadonlyArray<Settings.Settings>>(
    (all, setting) =>
      choices[setting].length === 0
        ? all
        : all.flatMap((settings) => choices[setting].map((value) => ({ ...settings, [setting]: value }))),
    [{ ...Settings.defaults, ...(kind.largestUnit > 1 ? strategy.defaults : {}) }]
  )

/** One value that is not said where there is nothing to choose from. */
const orUnsaid = <A>(values: ReadonlyArray<A>): ReadonlyArray<A | null> => (values.length === 0 ? [null] : values)

const traitsOf = ({ parts }: OperationKind, choices: Choices): ReadonlyArray<Settings.Traits> =>
  orUnsaid(choices.parts).flatMap((n) =>
    orUnsaid(choices.itemSize).flatMap((item_size_bytes) =>
      orUnsaid(choices.rtt).flatMap((rtt_ms) =>
        orUnsaid(choices.client).map((client) => ({
          segments: parts?.setting === "segments" ? (n ?? parts.usual) : null,
          shards: parts?.setting === "shards" ? n : null,
          item_size_bytes,
          rtt_ms,
          client
        }))
      )
    )
  )

/** A colon separates, but for the one inside `client=sockets:8`. */
export const separator = /(?<!client=sockets):/

/** Those that an entry may name. */
export type Strategies = ReadonlyMap<string, Strategy>

/** The contestants of one entry: the product of the choices over what it uses and leaves open. */
const contestantsOf = (
  entry: string,
  kind: OperationKind,
  choices: Choices,
  strategies: Strategies
): Either.Either<ReadonlyArray<Contestant>, string> => {
  const [name = "", ...texts] = entry.split(separator)
  const strategy = strategies.get(name)
  if (strategy === undefined) return Either.left(unknownName("strategy", Array.from(strategies.keys()), name))
  return Either.flatMap(Either.all(texts.map((text) => fixedBy(entry, strategy, kind, text))), (parts) => {
    const twice = parts.flatMap((part) => Object.keys(part)).find((key, at, keys) => keys.indexOf(key) < at)
    if (twice !== undefined) return Either.left(`"${entry}" sets ${twice} twice`)
    let chosen = choices
    for (const part of parts) chosen = { ...chosen, ...part }
    const transports = chosen.transport.length === 0 ? [usualTransport] : chosen.transport
    const product = transports.flatMap((transport) =>
      traitsOf(kind, chosen).flatMap((traits) =>
        settingsOf(strategy, kind, chosen).map((settings) => ({ strategy, settings, transport, traits }))
      )
    )
    const named = new Map(product.map((contestant) => [nameOf(contestant, kind), contestant]))
    return Either.right(Array.from(named, ([name, contestant]) => ({ name, ...contestant })))
  })
}

/** A strategy that was asked for and cannot race, and why. */
export interface Unsuited {
  readonly name: string
  readonly reason: string
}

const whyNot: Readonly<Record<Need, (kind: OperationKind) => string | null>> = {
  batches: ({ largestUnit, unit }) =>
    largestUnit > 1 ? null : `a request carries one ${unit}: there is nothing to merge`,
  keys: ({ keyed, unit }) => (keyed ? null : `a ${unit} has no key to keep in order`)
}

/** Why this entry's strategy cannot race in the operation; nothing where it can, or is none. */
export const unsuited = (entry: string, kind: OperationKind, strategies: Strategies): ReadonlyArray<Unsuited> => {
  const [name = ""] = entry.split(":")
  const reason = strategies
    .get(name)
    ?.needs?.map((need) => whyNot[need](kind))
    .find((reason) => reason !== null)
  return reason === undefined || reason === null ? [] : [{ name, reason }]
}

export interface Parsed {
  readonly contestants: ReadonlyArray<Contestant>
  readonly unsuited: ReadonlyArray<Unsuited>
}

/**
 * Contestants in the order in which they were typed. `all` stands for every strategy of ours. What is typed twice races twice,
 * as `#1` and `#2`. A left says what to type instead.
 */
export const parse = (
  entries: ReadonlyArray<string>,
  choices: Choices,
  kind: OperationKind,
  strategies: Strategies
): Either.Either<Parsed, string> => {
  const builtIn = Array.from(strategies.values()).filter(({ module }) => module === undefined)
  const all = entries.flatMap((entry) => (entry === "all" ? builtIn.map(({ name }) => name) : [entry]))
  const left = all.filter((entry) => unsuited(entry, kind, strategies).length === 0)
  return Either.map(Either.all(left.map((entry) => contestantsOf(entry, kind, choices, strategies))), (groups) => {
    const contestants = groups.flat()
    const namesakes = Arr.groupBy(contestants, ({ name }) => name)
    const seen = new Map<string, number>()
    return {
      unsuited: Arr.dedupeWith(
        all.flatMap((entry) => unsuited(entry, kind, strategies)),
        (a, b) => a.name === b.name
      ),
      contestants: contestants.map((contestant) => {
        if (namesakes[contestant.name]?.length === 1) return contestant
        const nth = (seen.get(contestant.name) ?? 0) + 1
        seen.set(contestant.name, nth)
        return { ...contestant, name: `${contestant.name}#${nth}` }
      })
    }
  })
}
