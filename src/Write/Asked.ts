import { Effect, Either } from "effect"
import { Tables } from "../DynamoDB.ts"
import { InvalidOptions } from "../domain/InvalidOptions.ts"
import type { Table } from "../domain/Job.ts"
import type * as Key from "../domain/Key.ts"
import { keyText, parseKey } from "../domain/KeyText.ts"
import { kinds, mostOf } from "../domain/OperationKind.ts"
import { Fatal, isRetryable } from "../domain/RequestError.ts"
import * as Settings from "../domain/Settings.ts"
import { Backend } from "../Race/Backend.ts"
import { type Contestant, usualTransport } from "../Race/Contestant.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import * as Strategies from "../Strategies.ts"
import type { Strategy } from "../Strategy.ts"

/** By which model to write; what is not said is as on the command line. */
export interface Model extends Partial<Settings.Settings> {
  /** `for-each` where it is not said. */
  readonly strategy?: Strategies.Name | Strategy
  readonly transport?: Settings.Transport
}

/** A table by its name, or with its key where DescribeTable is not to be asked for that alone. */
export type TableAsked = string | { readonly name: string; readonly key: Key.KeySchema | string }

const names = (settings: ReadonlyArray<string>): string => (settings.length === 0 ? "no setting" : settings.join(", "))

/** How many values a window has; fails where that is no number of them. */
export const windowOf = (asked: number | undefined, usual: number): Either.Either<number, InvalidOptions> =>
  asked === undefined || (Number.isInteger(asked) && asked >= 1)
    ? Either.right(asked ?? usual)
    : Either.left(new InvalidOptions({ message: `window takes a whole number from 1 on, got ${asked}` }))

/** The model with all its settings; fails where one is out of its range, or is none that the strategy has. */
export const modelOf = Effect.fnUntraced(function* ({ strategy: asked = "for-each", transport, ...model }: Model) {
  const strategy = typeof asked === "string" ? yield* Strategies.find({ name: asked }) : asked
  const given: Partial<Record<Settings.Setting, number>> = {}
  for (const setting of Settings.Setting.literals) {
    const value = model[setting]
    if (value === undefined) continue
    if (!strategy.uses.includes(setting)) {
      const message = `${strategy.name} has no ${setting}: leave it out, it takes ${names(strategy.uses)}`
      return yield* new InvalidOptions({ message })
    }
    const most = mostOf(setting, kinds.put)
    if (!Number.isInteger(value) || value < 1 || value > most) {
      return yield* new InvalidOptions({ message: `${setting} takes a whole number from 1 to ${most}, got ${value}` })
    }
    given[setting] = value
  }
  return {
    name: strategy.name,
    strategy,
    settings: { ...Settings.defaults, ...strategy.defaults, ...given },
    transport: transport ?? usualTransport,
    traits: Settings.noTraits
  } satisfies Contestant
})

const keyOf = (key: Key.KeySchema | string): Either.Either<Key.KeySchema, InvalidOptions> =>
  typeof key === "string"
    ? Either.mapLeft(parseKey(key), (message) => new InvalidOptions({ message: `key ${message}` }))
    : Either.right(key)

const missing = (name: string, host: string) =>
  new Fatal({
    code: "ResourceNotFoundException",
    message: `there is no table ${name} at ${host}: create it, or name another one`
  })

/**
 * The table with its key, once it takes writes. A key of other attributes than the table has would have every single
 * item rejected: it is compared. Who may not ask has to be believed.
 */
export const tableOf = Effect.fnUntraced(function* (asked: TableAsked) {
  const { describe, untilActive } = yield* Tables
  const { host } = yield* Backend
  const { schedule } = yield* RetryPolicy
  const name = typeof asked === "string" ? asked : asked.name
  const said = typeof asked === "string" ? undefined : yield* keyOf(asked.key)
  const table: Table | undefined = said === undefined ? undefined : { name, key: said }
  const described = describe(name).pipe(
    Effect.retry({ schedule, while: isRetryable }),
    Effect.tap(({ status }) => (status === "CREATING" ? untilActive(name) : Effect.void)),
    Effect.map(({ key }): Table => ({ name, key })),
    Effect.catchTag("Fatal", (error) => {
      if (error.code === "ResourceNotFoundException") return missing(name, host)
      return table !== undefined && error.code === "AccessDeniedException" ? Effect.succeed(table) : Effect.fail(error)
    })
  )
  const found = yield* described
  if (said !== undefined && keyText(said) !== keyText(found.key)) {
    const message = `the table ${name} has the key ${keyText(found.key)}, not ${keyText(said)}: say key: "${keyText(found.key)}", or leave it out`
    return yield* new InvalidOptions({ message })
  }
  return found
})
