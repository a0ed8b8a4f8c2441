import type { RaceResult } from "../../domain/RaceResult.ts"
import * as Figure from "../Figure.ts"
import { varies } from "../Row.ts"
import { countsOf } from "../Terms.ts"
import * as Axis from "./Axis.ts"
import type { Chart, Form } from "./Chart.ts"
import * as Palette from "./Palette.ts"
import * as Rows from "./Rows.ts"
import { circle, line, rect, type Shape } from "./Shape.ts"
import { type Subject, subjects } from "./Subject.ts"

const rateOf = ({ row }: Subject): number => row.itemsPerS ?? 0

const rates = ({ laps }: Subject): ReadonlyArray<number> => laps.map(({ items_per_s }) => items_per_s)

const troubles = ({ row }: Subject): ReadonlyArray<string> => [
  ...(row.retries > 0 ? [Figure.counted(row.retries, "retry", "retries")] : []),
  ...(row.throttled > 0 ? [`${Figure.count(row.throttled)} throttled`] : []),
  ...(row.rejected > 0 ? [`${Figure.count(row.rejected)} rejected`] : [])
]

const note = (subject: Subject): string => {
  const { row } = subject
  const spread = row.spread !== null && varies(row.spread) ? [Figure.plusMinus(row.spread)] : []
  const said = {
    ranked: spread,
    "not-ranked": ["not ranked"],
    "warm-up": ["warm-up only"],
    waiting: []
  }[row.place]
  return [`${Figure.rate(rateOf(subject))}/s`, ...said].join(" ")
}

const tip = (subject: Subject): string => {
  const { counts, name, reasons, spread } = subject.row
  return [
    `${name}: ${Figure.rate(rateOf(subject))} ${counts}s/s`,
    ...(spread !== null && varies(spread)
      ? [`${Figure.range(spread, Figure.rate)} in ${Figure.counted(subject.laps.length, "round")}`]
      : []),
    ...reasons,
    ...troubles(subject)
  ].join(", ")
}

const whisker = ({ row }: Subject, { across, y }: Rows.Lane): ReadonlyArray<Shape> => {
  if (row.spread === null || !varies(row.spread)) return []
  const [low, high] = [across(row.spread.min), across(row.spread.max)]
  const style = { stroke: Palette.ink, lineWidth: 1.4 }
  const cap = (x: number) =>
    line(
      [
        [x, y - 5],
        [x, y + 5]
      ],
      style
    )
  return [
    line(
      [
        [low, y],
        [high, y]
      ],
      style
    ),
    cap(low),
    cap(high)
  ]
}

/** Each round on its own, below. */
const each = (subject: Subject, { across, y }: Rows.Lane): ReadonlyArray<Shape> =>
  subject.row.spread !== null && varies(subject.row.spread)
    ? rates(subject).map((rate) => circle([across(rate), y + 10], 1.5, { fill: subject.color }))
    : []

const pale = (subject: Subject, lane: Rows.Lane): ReadonlyArray<Shape> => {
  const end = lane.across(rateOf(subject))
  const style = { fill: subject.color, fillOpacity: 0.16, stroke: subject.color, strokeOpacity: 0.7, lineDash: [3, 3] }
  return [rect(lane.from, lane.y - 6, end - lane.from, 12, style)]
}

/** The median of each with its slowest and fastest round; who has no figure yet does not stand in it. */
export const throughput = (result: RaceResult): ReadonlyArray<Chart> => {
  const shown = subjects(result).filter((subject) => rateOf(subject) > 0)
  const values = shown.flatMap((subject) => [rateOf(subject), ...rates(subject)])
  const axis = (form: Form) =>
    Axis.fitting(values, {
      title: `${countsOf(result)}s per second`,
      label: Figure.count,
      most: form === "wide" ? 9 : 4
    })
  const isLog = axis("wide").scale === "log"
  return Rows.chart({
    name: "throughput",
    title: "Throughput",
    caption: [
      "Median of the rounds; the line reaches from the slowest to the fastest, and each small dot is a round.",
      ...(isLog ? ["The scale is logarithmic: equal steps multiply."] : []),
      ...(shown.some(({ row }) => row.place === "not-ranked") ? ["Dashed is what cannot be ranked."] : [])
    ].join(" "),
    isLarge: true,
    subjects: shown,
    axis,
    note,
    warning: (subject) => troubles(subject).join(", "),
    tip,
    shapes: (subject, lane) =>
      subject.row.place === "ranked"
        ? [
            ...Rows.barOrDot(rateOf(subject), axis("wide"), subject, lane),
            ...whisker(subject, lane),
            ...each(subject, lane)
          ]
        : pale(subject, lane)
  })
}
