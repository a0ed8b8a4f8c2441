import type { RaceResult } from "./RaceResult.ts"

/** What is done at present. */
export type Phase =
  /** The table that will be read is filled, or each URL is fetched once. */
  | { readonly _tag: "filling" | "looking" }
  | {
      readonly _tag: "opening" | "warming-up" | "racing" | "verifying"
      /** Its full name. */
      readonly contestant: string
      /** From 1; there is none before the first. */
      readonly round?: number
      /** Acknowledged since the lap began, as far as its process has told. */
      readonly items?: number
    }

/** Where a race stands: what somebody who watches it is shown. */
export interface RaceProgress {
  /** What is known by now. */
  readonly result: RaceResult
  readonly phase: Phase
  readonly elapsed_ms: number
  /** How long the whole race takes, as far as is known. */
  readonly estimate_ms: number
}
