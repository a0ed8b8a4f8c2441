import type { RaceResult } from "../../domain/RaceResult.ts"
import * as Words from "../Factors/Words.ts"
import { type Baseline, type Factor, factors as factorsOf } from "../Factors.ts"
import type { Named } from "../Names.ts"
import { tableOf } from "./Syntax.ts"

const row = (of: Baseline, times: string, remedy: string): ReadonlyArray<string> => [
  of.words,
  times,
  Words.millis(of.p50Ms),
  Words.millis(of.p99Ms),
  remedy
]

const remedyOf = ({ reason, remedy }: Factor): string => (reason === null ? remedy : `(${reason}) ${remedy}`)

/** What makes a request slow, where the race says that; else nothing. */
export const factors = (result: RaceResult, name: Named): string => {
  const found = factorsOf(result, name)
  if (found === null) return ""
  const table = tableOf(
    [
      { align: "left", text: found.title },
      { align: "right", text: "× mean latency" },
      { align: "right", text: "p50 ms" },
      { align: "right", text: "p99 ms" },
      { align: "left", text: "what to do" }
    ],
    [
      row(found.baseline, "1", ""),
      ...found.factors.map((factor) => row(factor, Words.times(factor.times), remedyOf(factor)))
    ]
  )
  return `${table}\n\n${found.notes.map((note) => `- ${note}`).join("\n")}`
}
