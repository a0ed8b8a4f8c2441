import { kinds, mostOf } from "../../domain/OperationKind.ts"
import type { ContestantResult, RaceResult, Standing } from "../../domain/RaceResult.ts"
import type { Swept } from "../../domain/Settings.ts"
import type { Verdict } from "../../domain/Verdict.ts"
import type { Named } from "../Names.ts"

/** A contestant that is ranked. */
export interface Ranked {
  readonly name: string
  readonly contestant: ContestantResult
  readonly standing: Standing
  readonly itemsPerS: number
}

/** How one stands to another, as the verdict or the pair table says it; the ratio is of their throughputs. */
export interface Compared {
  readonly is: "faster" | "slower" | "same" | "not-decided" | "too-few-rounds"
  readonly ratio: number
}

/** What rules of advice may rest on. */
export interface Facts {
  readonly result: RaceResult
  readonly verdict: Verdict
  /** Fastest first. */
  readonly ranked: ReadonlyArray<Ranked>
  readonly leader: Ranked | null
  readonly name: Named
  readonly compare: (one: Ranked, other: Ranked) => Compared | null
}

const turned: Readonly<Record<Compared["is"], Compared["is"]>> = {
  faster: "slower",
  slower: "faster",
  same: "same",
  "not-decided": "not-decided",
  "too-few-rounds": "too-few-rounds"
}

const turn = ({ is, ratio }: Compared): Compared => ({ is: turned[is], ratio: 1 / ratio })

/** Where one of the two leads, what the verdict says of it goes before the table of pairs. */
const comparing =
  ({ pairs }: RaceResult["summary"], verdict: Verdict): Facts["compare"] =>
  (one, other) => {
    const ofLeader = (leader: Ranked, rival: Ranked): Compared | null => {
      const found = verdict.leader === leader.name ? verdict.rivals.find(({ name }) => name === rival.name) : undefined
      if (found === undefined || found.ratio === null) return null
      return { is: turned[found.verdict], ratio: found.ratio }
    }
    const ofPair = (a: Ranked, b: Ranked): Compared | null => {
      const found = pairs.find((pair) => pair.a === a.name && pair.b === b.name)
      return found === undefined || found.ratio === null ? null : { is: found.verdict, ratio: found.ratio }
    }
    const straight = ofLeader(one, other) ?? ofPair(one, other)
    if (straight !== null) return straight
    const reversed = ofLeader(other, one) ?? ofPair(other, one)
    return reversed === null ? null : turn(reversed)
  }

/** null while there is no verdict: nothing is advised then. */
export const factsOf = (result: RaceResult, name: Named): Facts | null => {
  const { contestants, summary } = result
  const { verdict } = summary
  if (verdict === null) return null
  const ranked = summary.standings.flatMap((standing): ReadonlyArray<Ranked> => {
    const contestant = contestants.find((each) => each.name === standing.name)
    if (contestant === undefined || standing.items_per_s === null || standing.not_ranked !== undefined) return []
    return [{ name: standing.name, contestant, standing, itemsPerS: standing.items_per_s.median }]
  })
  return {
    result,
    verdict,
    ranked,
    leader: ranked.find((each) => each.name === verdict.leader) ?? null,
    name,
    compare: comparing(summary, verdict)
  }
}

/** The most that a setting can be in this race. */
export const mostIn = ({ result }: Facts, setting: Swept): number => mostOf(setting, kinds[result.operation._tag])

/** Whether what is raced are web requests. */
export const isWeb = ({ result }: Facts): boolean => kinds[result.operation._tag].service === "HTTP"

/** Whether they do the same under the same conditions: what is faster of others is no better. */
export const isSameTask = ({ contestant: a }: Ranked, { contestant: b }: Ranked): boolean =>
  a.item_size_bytes === b.item_size_bytes && a.rtt_ms === b.rtt_ms && a.client === b.client

/** Whether they are told to be alike in all but what a strategy uses. */
export const isAlike = (one: Ranked, other: Ranked): boolean =>
  isSameTask(one, other) &&
  one.contestant.segments === other.contestant.segments &&
  one.contestant.shards === other.contestant.shards

/** Every two that are ranked, both ways. */
export const pairsOf = ({ ranked }: Facts): ReadonlyArray<readonly [Ranked, Ranked]> =>
  ranked.flatMap((one) => ranked.flatMap((other) => (one === other ? [] : [[one, other] as const])))
