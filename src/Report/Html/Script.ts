/**
 * Shows what a mark says when it is pointed at, or stepped to with the arrow keys in a chart that has the focus. The
 * page says all that matters without it.
 */
export const script = `(() => {
const tip = document.createElement("div")
tip.id = "tip"
tip.hidden = true
tip.setAttribute("role", "status")
document.body.append(tip)
let current = null
const hide = () => {
  tip.hidden = true
  current?.classList.remove("on")
  current = null
}
const show = (mark, x, y) => {
  tip.textContent = mark.dataset.tip
  tip.hidden = false
  const { width, height } = tip.getBoundingClientRect()
  tip.style.left = Math.max(8, Math.min(x + 12, innerWidth - width - 8)) + "px"
  tip.style.top = (y - height - 12 < 8 ? y + 18 : y - height - 12) + "px"
}
addEventListener("pointermove", (event) => {
  const mark = event.target.closest?.("[data-tip]")
  if (mark) show(mark, event.clientX, event.clientY)
  else if (current === null) tip.hidden = true
})
addEventListener("pointerdown", (event) => { if (!event.target.closest?.("[data-tip]")) hide() })
addEventListener("scroll", () => { tip.hidden = true }, { passive: true })
addEventListener("focusout", hide)
addEventListener("keydown", (event) => {
  const chart = document.activeElement?.closest?.("svg")
  if (event.key === "Escape") return hide()
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (!chart || !step) return
  event.preventDefault()
  const marks = [...chart.querySelectorAll("[data-tip]")]
  const next = marks[Math.min(marks.length - 1, Math.max(0, marks.indexOf(current) + step))]
  if (!next) return
  current?.classList.remove("on")
  current = next
  next.classList.add("on")
  const { left, top, width } = next.getBoundingClientRect()
  show(next, left + width / 2, top)
})
})()`
