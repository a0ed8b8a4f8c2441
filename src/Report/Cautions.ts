import type { RaceResult } from "../domain/RaceResult.ts"
import { type Warning, warnings } from "../Race/Warnings.ts"
import * as Figure from "./Figure.ts"
import { type Named, named } from "./Names.ts"

const inWords = (warning: Warning, { summary }: RaceResult, name: Named): string => {
  switch (warning._tag) {
    case "outlier": {
      const { contestant, ratio, round } = warning
      const than =
        ratio < 1
          ? `${Figure.percent(1 - ratio)} slower than its others`
          : `${Figure.percent(ratio - 1)} faster than its others`
      return `round ${round} of ${name(contestant)} was ${than}: close other programs and race again`
    }
    case "drift": {
      const { change, contestant } = warning
      const became = change < 0 ? `${Figure.percent(-change)} slower` : `${Figure.percent(change)} faster`
      return `${name(contestant)} became ${became} from its first round to its last: race again with --rounds ${Math.min(2 * summary.rounds_planned, 96)}`
    }
    case "busy": {
      const { cores, other_cores, rounds } = warning
      const used = `other programs used ${Figure.cores(other_cores)} of ${Figure.exact(cores)} cores`
      return `${used} in ${Figure.counted(rounds, "round")}: close them and race again`
    }
  }
}

/** What makes the standings less sure than they look, and what to do about it; parts of sentences without a stop. */
export const cautions = (
  result: RaceResult,
  name: Named = named(result)
): ReadonlyArray<{ readonly _tag: Warning["_tag"]; readonly text: string }> =>
  warnings(result).map((warning) => ({ _tag: warning._tag, text: inWords(warning, result, name) }))
