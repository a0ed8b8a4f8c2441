import { shorten } from "../Line.ts"
import * as Axis from "./Axis.ts"
import type { At, Drawing, Mark } from "./Canvas.ts"
import { type Chart, type Form, widths } from "./Chart.ts"
import * as Palette from "./Palette.ts"
import { type Point, rect, type Shape, text, widthOf } from "./Shape.ts"
import type { Subject } from "./Subject.ts"

/** Where the figures of a contestant are drawn, in pixels. */
export interface Lane {
  readonly across: (value: number) => number
  /** Where the axis begins. */
  readonly from: number
  /** Its middle. */
  readonly y: number
}

/** A chart with one line for each contestant. */
export interface Rows extends Pick<Chart, "name" | "title" | "caption" | "isLarge"> {
  readonly subjects: ReadonlyArray<Subject>
  readonly axis: (form: Form) => Axis.Axis
  readonly shapes: (subject: Subject, lane: Lane) => ReadonlyArray<Shape>
  /** What is written beside the figures. */
  readonly note: (subject: Subject) => string
  /** What warns of it. */
  readonly warning?: (subject: Subject) => string
  readonly tip: (subject: Subject) => string
}

const layouts = {
  wide: { row: 28, middle: 14, name: 14 },
  narrow: { row: 44, middle: 31, name: 13 }
} as const
/** On a phone a warning stands on a line of its own. */
const warningHeight = 14
const warningSize = 11

const nameSize = 12.5
const gap = 10

/** As they can be typed, or all with the initials of their settings where one would be too long. */
const namesOf = (subjects: ReadonlyArray<Subject>, longest: number): ReadonlyArray<string> => {
  const names = subjects.map(({ row }) => row.name)
  return names.every((name) => name.length <= longest)
    ? names
    : names.map((name) => shorten(name.replaceAll(/:([a-z])[a-z]*=/g, " $1="), longest))
}

const isPale = ({ row }: Subject): boolean => row.place === "not-ranked"

interface Frame {
  readonly form: Form
  readonly width: number
  readonly margins: Drawing["margins"]
  readonly names: ReadonlyArray<string>
  readonly rowHeight: number
}

const frameOf = ({ isLarge, note, subjects, warning }: Rows, form: Form): Frame => {
  const warnings = subjects.map((subject) => warning?.(subject) ?? "")
  const hasWarnings = warnings.some((words) => words !== "")
  const width = widths[isLarge ? "large" : "small"][form]
  const vertical = { top: 4, bottom: 48 }
  if (form === "narrow") {
    return {
      form,
      width,
      margins: { left: 8, right: 24, ...vertical },
      names: namesOf(subjects, 26),
      rowHeight: layouts.narrow.row + (hasWarnings ? warningHeight : 0)
    }
  }
  const names = namesOf(subjects, isLarge ? 36 : 22)
  const left = Math.max(...names.map((name) => widthOf(name, nameSize))) + gap
  const notes = subjects.map((subject) => widthOf(note(subject)))
  const right = Math.max(14, ...notes, ...warnings.map((words) => widthOf(words, warningSize))) + 2 * gap
  return { form, width, margins: { left, right, ...vertical }, names, rowHeight: layouts.wide.row }
}

const lineOf = (rows: Rows, subject: Subject, index: number, axis: Axis.Axis, frame: Frame): ReadonlyArray<Mark> => {
  const { form, margins, width } = frame
  const layout = layouts[form]
  const end = width - margins.right
  const top = margins.top + index * frame.rowHeight
  const laneOf = (at: At): Lane => ({
    across: (value) => at(Math.min(Math.max(value, axis.min), axis.max), 0)[0],
    from: margins.left,
    y: top + layout.middle
  })
  const name = frame.names[index] ?? ""
  const color = isPale(subject) ? Palette.soft : Palette.ink
  const note = rows.note(subject)
  const warning = rows.warning?.(subject) ?? ""
  const warned = (at: Point, align: "left" | "right") =>
    warning === "" ? [] : [text(warning, at, { color: Palette.hot, size: warningSize, align })]
  return [
    {
      draw: () =>
        form === "wide"
          ? [
              text(name, [margins.left - gap, top + layout.name], { color, size: nameSize, align: "right" }),
              text(note, [end + gap, top + layout.name - (warning === "" ? 0 : 6)], { color: Palette.soft }),
              ...warned([end + gap, top + layout.name + 8], "left")
            ]
          : [
              text(name, [margins.left, top + layout.name], { color, size: nameSize }),
              text(note, [end, top + layout.name], { color: Palette.soft, align: "right" }),
              ...warned([margins.left, top + layout.row + 4], "left")
            ]
    },
    { draw: (at) => rows.shapes(subject, laneOf(at)) },
    { tip: rows.tip(subject), draw: () => [rect(0, top, width, frame.rowHeight, { fill: "none" })] }
  ]
}

const drawingOf = (rows: Rows, form: Form): Drawing => {
  const frame = frameOf(rows, form)
  const axis = rows.axis(form)
  const height = rows.subjects.length * frame.rowHeight
  return {
    width: frame.width,
    height: height + frame.margins.top + frame.margins.bottom,
    margins: frame.margins,
    x: axis,
    y: Axis.places(1),
    marks: rows.subjects.flatMap((subject, index) => lineOf(rows, subject, index, axis, frame))
  }
}

/** Nothing without contestants. */
export const chart = (rows: Rows): ReadonlyArray<Chart> =>
  rows.subjects.length === 0
    ? []
    : [
        {
          name: rows.name,
          title: rows.title,
          caption: rows.caption,
          isLarge: rows.isLarge,
          drawing: (form) => drawingOf(rows, form)
        }
      ]

/** A bar on a linear axis; on a logarithmic one, whose bars would begin nowhere, a dot on a thread. */
export const barOrDot = (value: number, axis: Axis.Axis, { color }: Subject, lane: Lane): ReadonlyArray<Shape> => {
  const end = lane.across(value)
  return axis.scale === "value"
    ? [rect(lane.from, lane.y - 6, Math.max(1, end - lane.from), 12, { fill: color })]
    : [
        rect(lane.from, lane.y - 0.5, end - lane.from, 1, { fill: color, fillOpacity: 0.35 }),
        { type: "circle", shape: { cx: end, cy: lane.y, r: 5 }, style: { fill: color } }
      ]
}
