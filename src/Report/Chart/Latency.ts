import type { Percentiles, RaceResult } from "../../domain/RaceResult.ts"
import * as Figure from "../Figure.ts"
import * as Axis from "./Axis.ts"
import type { Chart } from "./Chart.ts"
import * as Palette from "./Palette.ts"
import * as Rows from "./Rows.ts"
import { circle, line, rect, type Shape } from "./Shape.ts"
import { median, type Subject, subjects } from "./Subject.ts"

const percentiles = ({ laps }: Subject): Percentiles | null => {
  const of = (each: keyof Percentiles) => median(laps.map(({ request_ms }) => request_ms[each])) ?? 0
  const found = { p50: of("p50"), p90: of("p90"), p99: of("p99"), max: of("max") }
  return found.p50 > 0 ? found : null
}

const shapes = ({ max, p50, p90, p99 }: Percentiles, color: Palette.Color, lane: Rows.Lane): ReadonlyArray<Shape> => {
  const { across, y } = lane
  const [from, almost, late, last] = [across(p50), across(p90), across(p99), across(max)]
  return [
    line(
      [
        [late, y],
        [last, y]
      ],
      { stroke: color, lineWidth: 1, lineDash: [2, 2] }
    ),
    line(
      [
        [last, y - 4],
        [last, y + 4]
      ],
      { stroke: color, lineWidth: 1.4 }
    ),
    rect(from, y - 1.5, late - from, 3, { fill: color, fillOpacity: 0.55 }),
    circle([late, y], 4, { fill: Palette.paper, stroke: color, lineWidth: 1.8 }),
    rect(almost - 1.2, y - 5, 2.4, 10, { fill: color }),
    circle([from, y], 5, { fill: color })
  ]
}

/** Of requests, from sent to answered; medians of the laps that count. */
export const latency = (result: RaceResult): ReadonlyArray<Chart> => {
  const shown = subjects(result).filter((subject) => percentiles(subject) !== null)
  const values = shown.flatMap((subject) => Object.values(percentiles(subject) ?? {}))
  return Rows.chart({
    name: "latency",
    title: "Latency of a request",
    caption:
      "From sent to answered. Disc: p50, stroke: p90, ring: p99, and the end of the dashes: the longest. The scale is logarithmic.",
    isLarge: false,
    subjects: shown,
    axis: (form) =>
      Axis.log(values, {
        title: "milliseconds",
        label: (value) => Figure.exactMillis(value).replace(" ms", ""),
        most: form === "wide" ? 7 : 6
      }),
    note: (subject) => {
      const found = percentiles(subject)
      return found === null ? "" : `p99 ${Figure.millis(found.p99)}`
    },
    tip: (subject) => {
      const found = percentiles(subject)
      if (found === null) return subject.row.name
      const figures = Object.entries(found).map(([name, ms]) => `${name} ${Figure.latency(ms)}`)
      return `${subject.row.name}: ${figures.join(", ")}`
    },
    shapes: (subject, lane) => {
      const found = percentiles(subject)
      return found === null ? [] : shapes(found, subject.color, lane)
    }
  })
}
