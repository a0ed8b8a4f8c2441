import type { RaceResult } from "../domain/RaceResult.ts"
import type { Chart, Name } from "./Chart/Chart.ts"
import { flight } from "./Chart/Flight.ts"
import { inFlight } from "./Chart/InFlight.ts"
import { latency } from "./Chart/Latency.ts"
import { cpu, memory, opening } from "./Chart/Price.ts"
import * as Svg from "./Chart/Svg.ts"
import { throughput } from "./Chart/Throughput.ts"
import { timeline } from "./Chart/Timeline.ts"

/** Those for which the result has figures. */
export const charts = (result: RaceResult): ReadonlyArray<Chart> =>
  [flight, throughput, inFlight, latency, timeline, cpu, opening, memory].flatMap((chart) => chart(result))

export interface SvgFile {
  readonly name: Name
  readonly title: string
  readonly svg: string
}

/** Each a file of its own, which an `<img>` can show. */
export const svgs = (result: RaceResult): ReadonlyArray<SvgFile> =>
  charts(result).map((chart) => ({ name: chart.name, title: chart.title, svg: Svg.alone(chart) }))
