import { kinds } from "../domain/OperationKind.ts"
import type { RaceProgress } from "../domain/RaceProgress.ts"
import type { Summary } from "../domain/RaceResult.ts"
import * as Figure from "./Figure.ts"
import { type Screen, span, write } from "./Line.ts"
import { named } from "./Names.ts"
import { printable } from "./Printable.ts"

const verbs = {
  filling: "filling the table",
  looking: "fetching each URL once",
  opening: "opening",
  "warming-up": "warming up",
  racing: "",
  verifying: "reading back"
} as const

type OfContestant = Extract<RaceProgress["phase"], { readonly contestant: string }>

/** Nothing before the first contestant is opened. */
const laterIn = ({ phase }: RaceProgress): OfContestant | undefined => ("contestant" in phase ? phase : undefined)

const time = ({ elapsed_ms, estimate_ms }: RaceProgress): string =>
  elapsed_ms > estimate_ms
    ? Figure.elapsed(elapsed_ms)
    : `${Figure.elapsed(elapsed_ms)} of about ${Figure.elapsed(estimate_ms)}`

const roundOf = (round: number, { rounds_auto, rounds_planned }: Summary): string => {
  if (rounds_auto) return `round ${round}, at most ${rounds_planned}`
  const added = round - rounds_planned
  return added > 0 ? `round ${round}, ${added} added` : `round ${round} of ${rounds_planned}`
}

const words = (progress: RaceProgress, name: string, items: number | undefined): string => {
  const { phase, result } = progress
  const round = laterIn(progress)?.round
  return [
    ...(round === undefined ? [] : [roundOf(round, result.summary)]),
    `${verbs[phase._tag]} ${name}`.trim(),
    ...(items === undefined ? [] : [Figure.counted(items, kinds[result.operation._tag].counts)]),
    time(progress)
  ].join(" · ")
}

const contestantIn = (progress: RaceProgress): string => laterIn(progress)?.contestant ?? ""

const itemsIn = (progress: RaceProgress): number | undefined => laterIn(progress)?.items

/** For where no terminal is: `round 2 of 6 · for-each:concurrency=32 · 12,345 items · 12 s of about 48 s`. */
export const plainLine = (progress: RaceProgress): string =>
  words(progress, printable(contestantIn(progress)), itemsIn(progress))

const widestBar = 16
const leastBar = 8
const gap = "  "

/**
 * The one line below live standings: how much of the race is over, and what runs at present. On a screen too narrow for
 * everything the bar gives way, and then how far the lap is.
 */
export const status = (progress: RaceProgress, screen: Screen): string => {
  const items = itemsIn(progress)
  const name = named(progress.result)(contestantIn(progress))
  const everything = words(progress, name, items)
  const left = screen.width - gap.length - everything.length
  const bar = left < leastBar ? widestBar : Math.min(widestBar, left)
  const done = Figure.bar(progress.elapsed_ms / progress.estimate_ms, bar)
  return write(
    [
      span(done, "bar"),
      span("·".repeat(bar - done.length), "dim"),
      span(gap + (left < leastBar ? words(progress, name, undefined) : everything))
    ],
    screen
  )
}
