import type { RaceProgress } from "../domain/RaceProgress.ts"
import * as Figure from "./Figure.ts"
import { type Screen, span, write } from "./Line.ts"
import { printable } from "./Printable.ts"
import { labels } from "./Row.ts"

const verbs = { opening: "opening", "warming-up": "warming up", racing: "", verifying: "reading back" } as const

const time = ({ elapsed_ms, estimate_ms }: RaceProgress): string =>
  elapsed_ms > estimate_ms
    ? Figure.elapsed(elapsed_ms)
    : `${Figure.elapsed(elapsed_ms)} of about ${Figure.elapsed(estimate_ms)}`

const words = (progress: RaceProgress, name: string): ReadonlyArray<string> => {
  const { phase, result } = progress
  const doing = `${verbs[phase._tag]} ${name}`.trim()
  return [
    ...(phase.round === undefined ? [] : [`round ${phase.round} of ${result.summary.rounds_planned}`]),
    doing,
    time(progress)
  ]
}

/** For where no terminal is: `round 2 of 6 · for-each:concurrency=32 · 12 s of about 48 s`. */
export const plainLine = (progress: RaceProgress): string =>
  words(progress, printable(progress.phase.contestant)).join(" · ")

const barWidth = 16

/** The one line below live standings: how much of the race is over, and what runs at present. */
export const status = (progress: RaceProgress, screen: Screen): string => {
  const { contestant } = progress.phase
  const name = labels(progress.result).get(contestant) ?? printable(contestant)
  const share = progress.elapsed_ms / progress.estimate_ms
  const done = Figure.bar(share, barWidth)
  return write(
    [
      span(done, "bar"),
      span("·".repeat(barWidth - done.length), "dim"),
      span(`  ${words(progress, name).join(" · ")}`)
    ],
    screen
  )
}
