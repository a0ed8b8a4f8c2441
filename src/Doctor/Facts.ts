import type { Option } from "effect"
import type { Transport } from "../domain/Settings.ts"
import type { Identity, Line, TableDetails, UsualClient } from "../Inspection.ts"

/** What a race would be run with. */
export interface Asked {
  readonly concurrency: number
  /** null where nobody has said how many. */
  readonly workers: number | null
  readonly batch: number
  readonly transport: Transport
  /** Items a second; null where it is for the round trip to say. */
  readonly rate: number | null
  readonly table: string | null
}

export interface Machine {
  /** `v22.12.0` */
  readonly node: string
  readonly cores: number
}

/** Variables that change where the SDK goes, as whom and how often; null where they are not set. None of them is a secret. */
export interface Variables {
  readonly profile: string | null
  readonly hasKeys: boolean
  readonly retryMode: string | null
  readonly maxAttempts: string | null
  readonly hasEndpoint: boolean
  readonly hasDynamoDBEndpoint: boolean
}

/** Where requests would go. */
export interface Whereabouts {
  readonly host: string
  readonly endpoint: string
  readonly loopback: boolean
  /** Whether it was typed, and not found in the configuration. */
  readonly typed: boolean
}

/** Milliseconds. */
export interface RoundTrips {
  /** The first request, its connection included. */
  readonly coldMs: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly samples: number
  /** The exception by which the service refuses who asks; null where it does not. */
  readonly refused: string | null
}

/** What there is to know of one thing, or why it is not known. `NotAsked`: there was nobody to ask. */
export type Seen<A> =
  | { readonly _tag: "NotAsked" }
  | { readonly _tag: "Failed"; readonly why: string }
  | { readonly _tag: "Known"; readonly value: A }

/** All that the rules judge. */
export interface Facts {
  readonly nowMs: number
  readonly asked: Asked
  readonly machine: Machine
  readonly variables: Variables
  readonly client: Seen<UsualClient>
  readonly identity: Seen<Identity>
  readonly place: Seen<Whereabouts>
  readonly trips: Seen<RoundTrips>
  readonly line: Seen<Line>
  /** None where there is no such table. */
  readonly table: Seen<Option.Option<TableDetails>>
  readonly pointInTime: Seen<boolean>
}

export const notAsked = { _tag: "NotAsked" } as const
export const known = <A>(value: A): Seen<A> => ({ _tag: "Known", value })
export const unknown = (why: string): Seen<never> => ({ _tag: "Failed", why })
