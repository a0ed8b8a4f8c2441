import type * as Canvas from "./Canvas.ts"

/** `wide` for screens and paper, `narrow` for a phone. */
export type Form = "wide" | "narrow"

export const names = ["flight", "throughput", "in-flight", "latency", "timeline", "cpu", "opening", "memory"] as const
export type Name = (typeof names)[number]

/** One chart, drawn when it is asked for. */
export interface Chart {
  readonly name: Name
  readonly title: string
  /** How to read it. */
  readonly caption: string
  /** It needs the whole width of a page. */
  readonly isLarge: boolean
  readonly drawing: (form: Form) => Canvas.Drawing
}

/** Of a drawing, in pixels. A small one stands beside another where there is room. */
export const widths = {
  large: { wide: 960, narrow: 340 },
  small: { wide: 520, narrow: 340 }
} as const satisfies Record<string, Record<Form, number>>
