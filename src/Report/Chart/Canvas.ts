import { CustomChart, type CustomSeriesOption } from "echarts/charts"
import { GridComponent, type GridComponentOption } from "echarts/components"
import { type ComposeOption, init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"
import type { Axis } from "./Axis.ts"
import * as Palette from "./Palette.ts"
import type { Point, Shape } from "./Shape.ts"

use([CustomChart, GridComponent, SVGRenderer])

/** From values on the axes to pixels. */
export type At = (x: number, y: number) => Point

export interface Mark {
  readonly draw: (at: At) => ReadonlyArray<Shape>
  /** What each of its shapes says when it is pointed at. */
  readonly tip?: string
}

export interface Drawing {
  readonly width: number
  readonly height: number
  /** From the edges of the drawing to the axes. */
  readonly margins: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  readonly x: Axis
  readonly y: Axis
  /** What stands later lies above. */
  readonly marks: ReadonlyArray<Mark>
}

const scale = (axis: Axis) => ({
  min: axis.min,
  max: axis.max,
  name: axis.title,
  nameLocation: "middle" as const,
  nameTextStyle: { color: Palette.soft, fontSize: 12 },
  axisLine: { show: false },
  axisTick: { show: false, customValues: [...axis.ticks] },
  minorTick: { show: false },
  splitLine: { show: axis.ticks.length > 0, lineStyle: { color: Palette.grid } },
  axisLabel: {
    show: axis.ticks.length > 0,
    color: Palette.soft,
    fontSize: 12,
    customValues: [...axis.ticks],
    hideOverlap: false,
    showMinLabel: true,
    showMaxLabel: true,
    formatter: (value: number) => axis.label(value)
  }
})

const optionOf = ({ margins, marks, x, y }: Drawing): ComposeOption<CustomSeriesOption | GridComponentOption> => ({
  animation: false,
  grid: { ...margins, outerBoundsMode: "none" },
  xAxis: { type: x.scale, ...scale(x), nameGap: 28 },
  yAxis: { type: y.scale, ...scale(y), nameGap: 52, inverse: y.downward },
  series: [
    {
      type: "custom",
      clip: false,
      data: marks.map(() => [x.min, y.min]),
      renderItem: ({ dataIndex }, api) => {
        const at: At = (valueX, valueY) => {
          const [left = 0, top = 0] = api.coord([valueX, valueY])
          return [left, top]
        }
        return { type: "group", children: [...(marks[dataIndex]?.draw(at) ?? [])] }
      }
    }
  ]
})

const quoted = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const lettering = (style: string): string => {
  const weight = /\b(600|bold)\b/.test(style) ? ' font-weight="600"' : ""
  const size = /([\d.]+)px/.exec(style)?.[1]
  return `${size === undefined ? "" : ` font-size="${size}"`}${weight}`
}

/**
 * What the renderer wrote, without what its own script would need: styles stand in attributes, which a page may forbid
 * to stand in `style`, and each mark has its tip.
 */
const plain = (svg: string, marks: ReadonlyArray<Mark>): string =>
  svg
    .replace(/^<svg[^>]*>/, "")
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/^\s*<rect [^>]*><\/rect>/, "")
    .replace(/<(?:path|polyline|polygon|circle|text|g)\b[^>]*>/g, (tag) => {
      const index = /ecmeta_data_index="(\d+)"/.exec(tag)?.[1]
      const tip = index === undefined ? undefined : marks[Number(index)]?.tip
      return tag
        .replace(/ (?:class|xml:space|ecmeta_\w+)="[^"]*"/g, "")
        .replace(/ pointer-events="visible"/, tip === undefined ? "" : "$&")
        .replace(/ style="([^"]*)"/, (_, style: string) => lettering(style))
        .replace(/>$/, tip === undefined ? ">" : ` data-tip="${quoted(tip)}">`)
    })
    .replace(/ d="M([\d.-]+) ([\d.-]+)l([\d.-]+) 0l0 ([\d.-]+)l-\3 0Z"/g, ' d="M$1 $2h$3v$4h-$3z"')
    .replace(/><\/(?:path|polyline|polygon|circle)>/g, "/>")
    .trim()

/** The drawing as it stands inside an `<svg>` element of its size. */
export const draw = (drawing: Drawing): string => {
  const { height, width } = drawing
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height })
  try {
    chart.setOption(optionOf(drawing))
    return plain(chart.renderToSVGString({ useViewBox: true }), drawing.marks)
  } finally {
    chart.dispose()
  }
}
