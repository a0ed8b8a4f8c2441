import type { Effect, Scope } from "effect"
import type { Table } from "../domain/Job.ts"
import type { RequestError, WorkerLost } from "../domain/RequestError.ts"
import type { Tally } from "../Tally.ts"
import type { Workload } from "../Workload.ts"
import type { Contestant } from "./Contestant.ts"

/** Where a lap takes place. */
export interface Ground {
  readonly table: Table
  /** Of all keys that are written there: no item of another lap can be taken for one of its own. */
  readonly prefix: string
  /** To be told how many items were left there. */
  readonly wrote: (items: number) => Effect.Effect<void>
}

/** What a lap came to beside what it should have; it is void unless all are 0 and the content is the same. */
export interface Verdict {
  /** Acknowledged items that are not there; of reads, items that are there and were not read. */
  readonly lost: number
  /** Acknowledged items that are there with other content. */
  readonly changed: number
  /** Items that were neither acknowledged nor rejected, or so many too often; of reads, items read too often. */
  readonly unsettled: number
  /** As many items were read as there are, but not these. */
  readonly differs?: true
}

/** What one contestant races over, and how it is told that it did what it says. */
export interface Course {
  /** For the next lap, until the scope closes. */
  readonly next: Effect.Effect<Ground, RequestError, Scope.Scope>
  /** Elements that a lap can have at most. */
  readonly available: number
  /** Whether a lap is always of all of them, however long that takes. */
  readonly whole: boolean
  /** Whether some of them can be taken alone, to warm up with. */
  readonly inParts: boolean
  /** The first elements. */
  readonly take: (ground: Ground, elements: number) => Workload
  readonly verify: (ground: Ground, workload: Workload, tally: Tally) => Effect.Effect<Verdict, RequestError>
}

/** Prepares what a contestant races over, until the scope closes. */
export type CourseOf = (contestant: Contestant) => Effect.Effect<Course, RequestError | WorkerLost, Scope.Scope>
