/** What runs in the page, as text: nothing else in this repository knows a browser. */

export const width = "document.documentElement.scrollWidth"

export const twoFramesLater = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

export const ink = "getComputedStyle(document.body).color"

export const ground = "getComputedStyle(document.body).backgroundColor"

/** All texts with less contrast to the ground than WCAG 2.2 asks for (AA, 4.5), and how much they have. */
export const tooPale = `(() => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((value) => {
      const c = value / 255
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = luminance(${ground})
  const contrast = (color) => {
    const text = luminance(color)
    return (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05)
  }
  const texts = [...document.querySelectorAll("h1,h2,h3,p,a,li,figcaption,th,td,dt,dd,svg text")]
  return texts.flatMap((text) => {
    const { color, fill } = getComputedStyle(text)
    const ratio = contrast(text instanceof SVGElement ? fill : color)
    return ratio < 4.5 ? [ratio.toFixed(1) + " " + text.textContent] : []
  })
})()`
