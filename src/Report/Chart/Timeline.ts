import type { Lap, RaceResult } from "../../domain/RaceResult.ts"
import * as Figure from "../Figure.ts"
import * as Axis from "./Axis.ts"
import type { Chart } from "./Chart.ts"
import * as Rows from "./Rows.ts"
import { line, type Point, polygon, type Shape } from "./Shape.ts"
import { median, type Subject, subjects } from "./Subject.ts"

const stepMs = 100
const height = 18

/** The lap whose rate is nearest to the median of all. */
const typical = ({ laps }: Subject): Lap | null => {
  const middle = median(laps.map(({ items_per_s }) => items_per_s)) ?? 0
  const distance = (lap: Lap) => Math.abs(lap.items_per_s - middle)
  return laps.reduce<Lap | null>(
    (nearest, lap) =>
      lap.timeline.length > 0 && (nearest === null || distance(lap) < distance(nearest)) ? lap : nearest,
    null
  )
}

/** Items per second in each step of it; of the last one, where the lap ended within it, over what was left. */
const ratesOf = (lap: Lap): ReadonlyArray<number> =>
  lap.timeline.flatMap((items, index) => {
    const lengthMs = Math.min(stepMs, lap.duration_ms - index * stepMs)
    return lengthMs < stepMs / 2 ? [] : [(items * 1000) / lengthMs]
  })

const shapes = (rates: ReadonlyArray<number>, { color }: Subject, { across, y }: Rows.Lane): ReadonlyArray<Shape> => {
  const highest = Math.max(...rates, 1)
  const floor = y + height / 2
  const steps = rates.flatMap((rate, index): ReadonlyArray<Point> => {
    const level = floor - (rate / highest) * height
    return [
      [across(index * stepMs), level],
      [across((index + 1) * stepMs), level]
    ]
  })
  const [first, last] = [steps[0]?.[0] ?? 0, steps.at(-1)?.[0] ?? 0]
  return [
    polygon([[first, floor], ...steps, [last, floor]], { fill: color, fillOpacity: 0.22 }),
    line(steps, { stroke: color, lineWidth: 1.4 })
  ]
}

/** Items acknowledged in each 100 ms of the lap that is nearest to the median. */
export const timeline = (result: RaceResult): ReadonlyArray<Chart> => {
  const shown = subjects(result).filter((subject) => typical(subject) !== null)
  const ratesFor = (subject: Subject) => {
    const lap = typical(subject)
    return lap === null ? [] : ratesOf(lap)
  }
  const longest = Math.max(0, ...shown.map((subject) => ratesFor(subject).length * stepMs))
  return Rows.chart({
    name: "timeline",
    title: "Throughput over time",
    caption:
      "One typical lap of each, in steps of 100 ms. Every line has a scale of its own, from nothing to its best: a flat top is steady, a tooth is a group that waits, a hole is a pause.",
    isLarge: false,
    subjects: shown,
    axis: () =>
      Axis.linear([longest], { title: "milliseconds since the start of the lap", label: Figure.count, most: 5 }),
    note: (subject) => `≤ ${Figure.rate(Math.max(0, ...ratesFor(subject)))}/s`,
    tip: (subject) => {
      const rates = ratesFor(subject)
      const [least, most] = [Math.min(...rates), Math.max(...rates)]
      return `${subject.row.name}: ${Figure.rate(least)} to ${Figure.rate(most)} ${subject.row.counts}s/s in steps of 100 ms, round ${typical(subject)?.round ?? 0}`
    },
    shapes: (subject, lane) => shapes(ratesFor(subject), subject, lane)
  })
}
