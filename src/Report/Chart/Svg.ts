import * as Canvas from "./Canvas.ts"
import type { Chart, Form } from "./Chart.ts"
import * as Palette from "./Palette.ts"

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** Without colours of its own: the page declares them, and names the chart. `label` is the id of its name. */
export const inPage = ({ drawing }: Chart, form: Form, label: string): string => {
  const drawn = drawing(form)
  return `<svg class="${form}" viewBox="0 0 ${drawn.width} ${drawn.height}" role="img" aria-labelledby="${label}" tabindex="0">${Canvas.draw(drawn)}</svg>`
}

/** A file of its own, with its colours on its own ground, light and dark. */
export const alone = ({ caption, drawing, title }: Chart): string => {
  const drawn = drawing("wide")
  const { height, width } = drawn
  const tips = / data-tip="[^"]*"/g
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title><desc>${escaped(caption)}</desc>`,
    `<style>${Palette.css("svg")}text{font-family:${Palette.fonts}}</style>`,
    `<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
    Canvas.draw(drawn).replace(tips, ""),
    "</svg>\n"
  ].join("")
}
