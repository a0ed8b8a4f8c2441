import type { RaceResult } from "../domain/RaceResult.ts"
import { backend, fileName, items, lapLength, operation } from "./Circumstances.ts"
import * as Figure from "./Figure.ts"
import { printable } from "./Printable.ts"

export interface Labelled {
  /** What tells the results apart, such as the names of their files. */
  readonly label: string
  readonly result: RaceResult
}

export const labelOf = ({ label }: Labelled): string => printable(label)

interface Condition {
  readonly what: string
  readonly of: (result: RaceResult) => string
  /** Whether figures of results in which it is the same can differ for it: chance, or how long was raced. */
  readonly isFree?: true
}

const retries = ({ environment: { retry } }: RaceResult): string =>
  `${Figure.counted(retry.max_attempts, "attempt")} in ${Figure.span(retry.max_elapsed_ms)}, from ${Figure.span(retry.throttle_base_ms)} and ${Figure.span(retry.transient_base_ms)} to ${Figure.span(retry.cap_ms)}`

/** By name and size: the same file has another path, and was written at another time, on another machine. */
const file = ({ workload: { spec } }: RaceResult): string => {
  if (spec._tag === "Generated") return "none"
  const bytes = spec.stamp === undefined ? "" : ` of ${Figure.counted(spec.stamp.bytes, "byte")}`
  return `${fileName(spec.path)}${bytes}, at most ${Figure.counted(spec.limit, "record")}`
}

/** Under what is raced, as far as it bears upon the figures. */
const conditions: ReadonlyArray<Condition> = [
  { what: "backend", of: ({ environment }) => backend(environment) },
  { what: "operation", of: (result) => operation(result).join(", ") || result.operation._tag },
  { what: "items", of: ({ contestants, workload }) => items(workload, contestants).join(", ") },
  { what: "file", of: file },
  { what: "laps", of: (result) => lapLength(result), isFree: true },
  { what: "seed", of: ({ environment }) => `${environment.seed}`, isFree: true },
  { what: "retries", of: retries },
  {
    what: "machine",
    of: ({ environment: { cores, cpu, platform } }) => `${cpu}, ${Figure.counted(cores, "core")}, ${platform}`
  },
  { what: "Millrace", of: ({ environment }) => environment.millrace },
  { what: "Node", of: ({ environment }) => environment.node },
  { what: "Effect", of: ({ environment }) => environment.effect },
  { what: "SDK", of: ({ environment }) => (environment.backend === "http" ? "none" : environment.sdk) },
  { what: "undici", of: ({ environment }) => environment.undici ?? "not known" },
  { what: "isolation", of: ({ environment }) => environment.isolation }
]

/** Of reads it is what stands in the table; the time of a lap is free. */
const itemsOfLap: Condition = {
  what: "items of a lap",
  of: ({ summary: { lap_items } }) => (lap_items === undefined ? "as the time allows" : Figure.count(lap_items))
}

interface Difference {
  readonly what: string
  readonly values: ReadonlyArray<{ readonly label: string; readonly value: string }>
}

const differing = (results: ReadonlyArray<Labelled>, some: ReadonlyArray<Condition>): ReadonlyArray<Difference> =>
  some
    .map(({ of, what }) => ({
      what,
      values: results.map((labelled) => ({ label: labelOf(labelled), value: printable(of(labelled.result)) }))
    }))
    .filter(({ values }) => new Set(values.map(({ value }) => value)).size > 1)

export const differences = (results: ReadonlyArray<Labelled>): ReadonlyArray<Difference> =>
  differing(results, conditions)

/** Those for which results cannot be compared; what contestants have of their own their names say. */
export const obstacles = (results: ReadonlyArray<Labelled>): ReadonlyArray<Difference> =>
  differing(
    results.map(({ label, result }) => ({ label, result: { ...result, contestants: [] } })),
    [...conditions, itemsOfLap].filter(({ isFree }) => isFree !== true)
  )
