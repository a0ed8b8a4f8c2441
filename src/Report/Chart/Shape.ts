import { type Color, paper } from "./Palette.ts"

/** Pixels from the left and from the top. */
export type Point = readonly [x: number, y: number]

type Paint = Color | "none" | `url(#${string})`

interface Style {
  readonly fill: Paint
  readonly fillOpacity?: number
  readonly stroke?: Color
  readonly strokeOpacity?: number
  readonly lineWidth?: number
  readonly lineDash?: Array<number>
}

export type Shape =
  | {
      readonly type: "rect"
      readonly shape: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
      readonly style: Style
    }
  | {
      readonly type: "circle"
      readonly shape: { readonly cx: number; readonly cy: number; readonly r: number }
      readonly style: Style
    }
  | {
      readonly type: "polyline" | "polygon"
      readonly shape: { readonly points: Array<[number, number]> }
      readonly style: Style
    }
  | {
      readonly type: "text"
      readonly x: number
      readonly y: number
      readonly rotation: number
      readonly style: {
        readonly text: string
        readonly fill: Color
        readonly font: string
        readonly align: "left" | "center" | "right"
        readonly verticalAlign: "middle"
        readonly stroke?: Color
        readonly lineWidth?: number
      }
    }

export const rect = (x: number, y: number, width: number, height: number, style: Style): Shape => ({
  type: "rect",
  shape: { x, y, width: Math.max(0, width), height },
  style
})

export const circle = ([cx, cy]: Point, r: number, style: Style): Shape => ({
  type: "circle",
  shape: { cx, cy, r },
  style
})

const copied = (points: ReadonlyArray<Point>) => points.map(([x, y]): [number, number] => [x, y])

export const line = (points: ReadonlyArray<Point>, style: Omit<Style, "fill">): Shape => ({
  type: "polyline",
  shape: { points: copied(points) },
  style: { ...style, fill: "none" }
})

export const polygon = (points: ReadonlyArray<Point>, style: Style): Shape => ({
  type: "polygon",
  shape: { points: copied(points) },
  style
})

/** `r` from the middle to each corner. */
export const diamond = ([x, y]: Point, r: number, style: Style): Shape =>
  polygon(
    [
      [x, y - r],
      [x + r, y],
      [x, y + r],
      [x - r, y]
    ],
    style
  )

export interface Lettering {
  readonly color: Color
  readonly size?: number
  readonly bold?: boolean
  readonly align?: "left" | "center" | "right"
  /** Radians, against the clock. */
  readonly rotation?: number
  /** Keeps lines off the letters. */
  readonly halo?: boolean
}

/** One line of text, its middle at the height of the point. */
export const text = (words: string, [x, y]: Point, style: Lettering): Shape => ({
  type: "text",
  x,
  y,
  rotation: style.rotation ?? 0,
  style: {
    text: words,
    fill: style.color,
    font: `${style.bold === true ? 600 : 400} ${style.size ?? 12}px sans-serif`,
    align: style.align ?? "left",
    verticalAlign: "middle",
    ...(style.halo === true ? { stroke: paper, lineWidth: 4 } : {})
  }
})

/** What text of so many characters takes at most, in pixels: generous, since nobody knows the reader's font. */
export const widthOf = (words: string, size = 12): number => words.length * size * 0.63
