import { Array as Arr } from "effect"
import * as LatencyOf from "../../domain/Latency.ts"
import type { RaceResult } from "../../domain/RaceResult.ts"
import * as Figure from "../Figure.ts"
import { shorten } from "../Line.ts"
import * as Axis from "./Axis.ts"
import type { Drawing, Mark } from "./Canvas.ts"
import { type Chart, type Form, widths } from "./Chart.ts"
import { lastOf, type Model, modelsOf, tipOf, wallOf } from "./Model.ts"
import * as Palette from "./Palette.ts"
import { circle, diamond, line, type Point, type Shape, text, widthOf } from "./Shape.ts"
import { median } from "./Subject.ts"

/** What the service takes for a request on average, in milliseconds; null where nobody knows. */
const serviceOf = (result: RaceResult): number | null => {
  const asked = median(result.summary.standings.map(({ evidence }) => evidence?.service_mean_ms ?? null))
  const { latency } = result.environment
  const mean = asked ?? (latency === null ? null : LatencyOf.meanMs(latency))
  return mean === null || mean <= 0 ? null : mean
}

const dash = ({ batch }: Model): Array<number> => (batch > 1 ? [6, 3] : [])

const way = (model: Model): Mark => ({
  draw: (at) =>
    model.places.length < 2
      ? []
      : [
          line(
            model.places.map(({ inFlight, rate }) => at(inFlight, rate)),
            { stroke: model.color, lineWidth: 2, lineDash: dash(model) }
          )
        ]
})

/** Hollow for batches, a diamond over the wire. */
const mark = ({ batch, color, transport }: Model, at: Point, isRanked = true): Shape => {
  const style = { fill: batch > 1 || !isRanked ? Palette.paper : color, stroke: color, lineWidth: 2 }
  return transport === "wire" ? diamond(at, 6, style) : circle(at, 5, style)
}

const dots = (model: Model): ReadonlyArray<Mark> =>
  model.places.map((place) => ({
    tip: tipOf(place),
    draw: (at) => [mark(model, at(place.inFlight, place.rate), place.subject.row.place !== "not-ranked")]
  }))

/** Little's law with nothing in the way: in flight over the time of the service. */
const guide = (batch: number, serviceMs: number, x: Axis.Axis, y: Axis.Axis, form: Form): Mark => ({
  draw: (at) => {
    const rate = (inFlight: number) => (inFlight * batch * 1000) / serviceMs
    const start = Math.max(x.min, y.min / rate(1))
    const end = Math.min(x.max, y.max / rate(1))
    if (end <= start) return []
    const [from, to] = [at(start, rate(start)), at(end, rate(end))]
    const words = `in flight${batch > 1 ? ` × ${batch} items` : ""} ÷ ${Figure.millis(serviceMs)} ms`
    const along = ([x1, y1]: Point, [x2, y2]: Point, share: number): Point => [
      x1 + (x2 - x1) * share,
      y1 + (y2 - y1) * share
    ]
    const rotation = Math.atan2(from[1] - to[1], to[0] - from[0])
    const [wordsX, wordsY] = along(from, to, form === "wide" ? 0.72 : 0.55)
    return [
      line([from, to], { stroke: Palette.faint, lineWidth: 1, lineDash: [2, 3] }),
      text(words, [wordsX - Math.sin(rotation) * 9, wordsY - Math.cos(rotation) * 9], {
        color: Palette.soft,
        size: 11,
        align: "center",
        rotation
      })
    ]
  }
})

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

const around = ([x, y]: Point, radius: number): Box => ({
  left: x - radius,
  right: x + radius,
  top: y - radius,
  bottom: y + radius
})

/** Nearest first, up and down by turns. */
const offsets = [0, ...Arr.range(1, 40).flatMap((step) => [step * 6, -step * 6])]

interface Label {
  readonly width: number
  /** Half its height. */
  readonly half: number
  readonly shapes: (left: number, middle: number) => ReadonlyArray<Shape>
}

/** Beside the end of each line, or as near to it as there is room between the dots and the labels before it. */
const beside = (
  models: ReadonlyArray<Model>,
  bottom: number,
  labelOf: (model: Model, index: number) => Label
): Mark => ({
  draw: (at) => {
    const taken: Array<Box> = models.flatMap(({ places }) =>
      places.map(({ inFlight, rate }) => around(at(inFlight, rate), 7))
    )
    return models.flatMap((model, index): ReadonlyArray<Shape> => {
      const { half, shapes, width } = labelOf(model, index)
      const [x, y] = at(lastOf(model).inFlight, lastOf(model).rate)
      const left = x + 11
      const boxAt = (middle: number): Box => ({ left, right: left + width, top: middle - half, bottom: middle + half })
      const free = (box: Box) => box.top >= 0 && box.bottom <= bottom && !taken.some((other) => overlap(box, other))
      const middle = y + (offsets.find((offset) => free(boxAt(y + offset))) ?? 0)
      taken.push(boxAt(middle))
      const leader = line(
        [
          [x, y],
          [left - 2, middle]
        ],
        { stroke: model.color, strokeOpacity: 0.6, lineWidth: 1 }
      )
      return [...(Math.abs(middle - y) < 4 ? [] : [leader]), ...shapes(left, middle)]
    })
  }
})

const gutter = 210

const nameAndWall = (model: Model): Label => {
  const wall = wallOf(lastOf(model))
  const name = shorten(model.name, 30)
  const bold = { color: Palette.ink, size: 12.5, bold: true, halo: true }
  return {
    width: Math.max(widthOf(name, 12.5), widthOf(wall)),
    half: wall === "" ? 8 : 15,
    shapes: (left, middle) =>
      wall === ""
        ? [text(name, [left, middle], bold)]
        : [text(name, [left, middle - 7], bold), text(wall, [left, middle + 8], { color: Palette.soft, halo: true })]
  }
}

/** On a phone a letter stands at the end of each line, and what it means below. */
const letterOf = (index: number): string => String.fromCharCode(65 + (index % 26))

const letter = (_model: Model, index: number): Label => ({
  width: 9,
  half: 6,
  shapes: (left, middle) => [
    text(letterOf(index), [left, middle], { color: Palette.ink, size: 11, bold: true, halo: true })
  ]
})

const keyHeight = 20

const key = (models: ReadonlyArray<Model>, top: number): Mark => ({
  draw: () =>
    models.flatMap((model, index) => {
      const wall = wallOf(lastOf(model))
      const height = top + index * keyHeight
      const words = shorten(wall === "" ? model.name : `${model.name}: ${wall}`, 40)
      return [
        mark(model, [14, height]),
        text(letterOf(index), [26, height], { color: Palette.ink, bold: true }),
        text(words, [44, height], { color: Palette.ink })
      ]
    })
})

const drawingOf = (models: ReadonlyArray<Model>, serviceMs: number | null, form: Form): Drawing => {
  const places = models.flatMap((model) => model.places)
  const width = widths.large[form]
  const wide = form === "wide"
  const plot = wide ? 420 : 300
  const keys = wide ? 0 : models.length * keyHeight + 8
  const margins = { left: 74, right: wide ? gutter : 16, top: 14, bottom: 50 + keys }
  const x = Axis.log(
    places.map(({ inFlight }) => inFlight),
    { title: "requests in flight", label: Figure.exact, most: wide ? 10 : 6 }
  )
  const y = Axis.log(
    places.map(({ rate }) => rate),
    { title: `${places[0]?.subject.row.counts ?? "item"}s per second`, label: Figure.count, most: wide ? 10 : 7 }
  )
  const batches = [...new Set(models.map(({ batch }) => batch))]
  return {
    width,
    height: plot + margins.top + margins.bottom,
    margins,
    x,
    y,
    marks: [
      ...(serviceMs === null ? [] : batches.map((batch) => guide(batch, serviceMs, x, y, form))),
      ...models.map(way),
      beside(models, margins.top + plot, wide ? nameAndWall : letter),
      ...(wide ? [] : [key(models, margins.top + plot + 60)]),
      ...models.flatMap(dots)
    ]
  }
}

/** One line for each model, over what it had in flight, with the wall at its end. */
export const inFlight = (result: RaceResult): ReadonlyArray<Chart> => {
  const models = modelsOf(result)
  const serviceMs = serviceOf(result)
  if (models.length === 0) return []
  return [
    {
      name: "in-flight",
      title: "Throughput against requests in flight",
      caption: [
        "Both scales are logarithmic.",
        ...(serviceMs === null
          ? []
          : [
              `On a dotted line nothing costs time but the service: what is in flight, over the ${Figure.millis(serviceMs)} ms that it takes. The model is not the speed, what is in flight is; how far a model falls below the line is what it costs.`
            ]),
        "At the end of each line stands what it ran into."
      ].join(" "),
      isLarge: true,
      drawing: (form) => drawingOf(models, serviceMs, form)
    }
  ]
}
