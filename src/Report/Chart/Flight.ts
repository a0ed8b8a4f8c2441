import { Array as Arr, Number as Num, Order } from "effect"
import type { Flight, RaceResult } from "../../domain/RaceResult.ts"
import * as Figure from "../Figure.ts"
import { shorten } from "../Line.ts"
import * as Axis from "./Axis.ts"
import type { Drawing, Mark } from "./Canvas.ts"
import { type Chart, type Form, widths } from "./Chart.ts"
import * as Palette from "./Palette.ts"
import { rect, text, widthOf } from "./Shape.ts"
import { median, type Subject, slots, subjects } from "./Subject.ts"

const mostPanels = 10
/** A page of them weighs less than half a megabyte. */
const mostBars = 3_000
/** Of them a panel is never higher, however many are in flight. */
const mostRows = 64

type Bar = Pick<Flight, "start_ms" | "end_ms" | "attempt" | "outcome">

const isBatched = ({ contestant }: Pick<Subject, "contestant">): boolean => contestant.batch > 1

const unbounded = Number.MAX_SAFE_INTEGER

/** From one by one to many at once, and then the same with batches. */
const reading = Order.combineAll<Subject>([
  Order.mapInput(Order.boolean, isBatched),
  Order.mapInput(Order.number, ({ contestant }) => contestant.in_flight_max ?? unbounded),
  Order.mapInput(Order.number, ({ row }) => row.itemsPerS ?? 0)
])

const model = ({ contestant }: Subject): string => `${contestant.strategy} ${contestant.batch > 1}`

/** The best of each model before the second of any: what the models are is what there is to see. */
export const chosen = (all: ReadonlyArray<Subject>): ReadonlyArray<Subject> => {
  const flown = all.filter(({ contestant }) => contestant.flight.length > 0)
  const seconds = Arr.groupBy(flown, model)
  const place = (subject: Subject): number => seconds[model(subject)]?.indexOf(subject) ?? 0
  return Arr.sort(Arr.sort(flown, Order.mapInput(Num.Order, place)).slice(0, mostPanels), reading)
}

const windows = [5, 10, 20, 30, 50, 80, 100, 150, 200, 300, 400, 500, 800, 1_000, 2_000, 5_000, 10_000]
/** Requests of the quickest one after another, which then can be told apart on a screen so wide. */
const requestsAcross = { wide: 26, narrow: 11 } as const

const within = ({ contestant }: Subject, windowMs: number): ReadonlyArray<Flight> =>
  contestant.flight.filter(({ start_ms }) => start_ms < windowMs)

/** How much of the lap is shown, in milliseconds. */
const windowOf = (panels: ReadonlyArray<Subject>, form: Form): number => {
  const typical = panels.flatMap(({ contestant }) => median(contestant.flight.map((f) => f.end_ms - f.start_ms)) ?? [])
  const wanted = Math.min(...typical) * requestsAcross[form]
  const last = Math.max(...panels.flatMap(({ contestant }) => contestant.flight.map(({ end_ms }) => end_ms)))
  const fits = (windowMs: number) => Num.sumAll(panels.map((panel) => within(panel, windowMs).length)) <= mostBars
  const smallest = windows[0] ?? 1
  return (
    windows.findLast((windowMs) => windowMs <= Math.max(wanted, smallest) && windowMs / 2 <= last && fits(windowMs)) ??
    smallest
  )
}

const colorOf = ({ attempt, outcome }: Bar, written: Palette.Color): Palette.Color => {
  if (outcome === "throttled") return Palette.outcomes.throttled
  if (outcome === "failed" || outcome === "rejected") return Palette.outcomes.failed
  return attempt > 1 ? Palette.outcomes.retry : written
}

const tipOf = ({ attempt, end_ms, outcome, start_ms }: Bar): string =>
  [
    `${Figure.millis(start_ms)} ms: ${outcome} after ${Figure.latency(end_ms - start_ms)}`,
    ...(attempt > 1 ? [`attempt ${attempt}`] : [])
  ].join(", ")

interface Panel {
  readonly subject: Subject
  readonly rows: number
  readonly rowOf: (flight: Flight) => number
  readonly rowHeight: number
  /** Of the first row, in pixels from the top of the plot. */
  readonly top: number
}

const rowHeightOf = (rows: number, batched: boolean): number => {
  const height = rows <= 1 ? 9 : rows <= 4 ? 7 : rows <= 8 ? 6 : rows <= 16 ? 5 : rows <= 32 ? 4 : 2.5
  return batched && rows <= 32 ? height * 1.5 : height
}

const headingHeight = { wide: 22, narrow: 38 } as const
const gap = 16

const panelsOf = (shown: ReadonlyArray<Subject>, form: Form): ReadonlyArray<Panel> => {
  let top = 0
  return shown.map((subject) => {
    const places = slots(subject.contestant)
    const rows = Math.min(places.length, mostRows)
    const index = new Map(places.map((place, at) => [place, Math.floor((at * rows) / places.length)]))
    const rowHeight = rowHeightOf(rows, isBatched(subject))
    const panel = {
      subject,
      rows,
      rowOf: ({ slot, worker }: Flight) => index.get(`${worker}/${slot}`) ?? 0,
      rowHeight,
      top: top + headingHeight[form]
    }
    top = panel.top + rows * rowHeight + gap
    return panel
  })
}

/** Its connections, where there are fewer than requests: a bar then begins with the wait for one. */
const socketsOf = ({ contestant: { in_flight_max }, laps }: Subject): number | null => {
  const cap = median(laps.map(({ sockets }) => sockets?.cap ?? null))
  return cap !== null && cap < (in_flight_max ?? unbounded) ? cap : null
}

const factsOf = (subject: Subject): string => {
  const { contestant, row } = subject
  const sockets = socketsOf(subject)
  return [
    contestant.in_flight_max === null ? "no bound" : `${Figure.count(contestant.in_flight_max)} in flight`,
    ...(sockets === null ? [] : [`over ${Figure.counted(sockets, "socket")}`]),
    ...(isBatched({ contestant }) ? [`${contestant.batch} items each`] : []),
    ...(row.itemsPerS === null ? [] : [`${Figure.rate(row.itemsPerS)} ${row.counts}s/s`])
  ].join(" · ")
}

const headings = ({ subject, top }: Panel, form: Form, width: number): Mark => ({
  draw: (at) => {
    const [x, y] = at(0, top)
    const name = shorten(subject.row.name, form === "wide" ? 60 : 44)
    const facts = factsOf(subject)
    const bold = { color: Palette.ink, size: 13, bold: true } as const
    return form === "wide"
      ? [text(name, [x, y - 11], bold), text(facts, [x + width, y - 11], { color: Palette.soft, align: "right" })]
      : [text(name, [x, y - 27], bold), text(facts, [x, y - 11], { color: Palette.soft })]
  }
})

/** Where nothing is in flight, the ground shows. */
const ground = (panel: Panel, windowMs: number): Mark => ({
  draw: (at) => {
    const [left, top] = at(0, panel.top)
    const [right] = at(windowMs, panel.top)
    return [rect(left, top, right - left, panel.rows * panel.rowHeight, { fill: Palette.track })]
  }
})

/** A flight is kept so far and no further: what came after is not known. */
const unknown = (panel: Panel, windowMs: number): ReadonlyArray<Mark> => {
  const { flight } = panel.subject.contestant
  const last = Math.max(...flight.map(({ end_ms }) => end_ms))
  return last >= windowMs
    ? []
    : [
        {
          draw: (at) => {
            const [left, top] = at(last, panel.top)
            const [right] = at(windowMs, panel.top)
            return [rect(left, top, right - left, panel.rows * panel.rowHeight, { fill: Palette.paper })]
          }
        }
      ]
}

const bars = (panel: Panel, windowMs: number): ReadonlyArray<Mark> =>
  within(panel.subject, windowMs).map(
    (flight): Mark => ({
      tip: tipOf(flight),
      draw: (at) => {
        const { rowHeight } = panel
        const [left, top] = at(flight.start_ms, panel.top + panel.rowOf(flight) * rowHeight)
        const [right] = at(Math.min(flight.end_ms, windowMs), 0)
        const space = rowHeight >= 4 ? 1 : 0.5
        const color = colorOf(flight, panel.subject.color)
        // A request seldom takes no time at all; a line of the ground keeps it apart from the next one in its row.
        const width = Math.max(0.6, right - left - 0.8)
        return isBatched(panel.subject)
          ? [
              rect(left, top + space, width, rowHeight - 2 * space, {
                fill: color,
                fillOpacity: 0.45,
                stroke: color,
                lineWidth: 0.9
              })
            ]
          : [rect(left, top + space / 2, width, rowHeight - space, { fill: color })]
      }
    })
  )

interface Key {
  readonly color: Palette.Color
  readonly words: string
}

const keysOf = (shown: ReadonlyArray<Subject>, windowMs: number): ReadonlyArray<Key> => {
  const seen = shown.flatMap((subject) => within(subject, windowMs).map((flight) => colorOf(flight, subject.color)))
  return [
    { color: Palette.outcomes.retry, words: "written when sent again" },
    { color: Palette.outcomes.throttled, words: "throttled" },
    { color: Palette.outcomes.failed, words: "failed or rejected" }
  ].filter(({ color }) => seen.includes(color))
}

const legend = (keys: ReadonlyArray<Key>, left: number): Mark => ({
  draw: () => {
    let x = left
    return keys.flatMap(({ color, words }) => {
      const start = x
      x += 34 + widthOf(words)
      return [rect(start, 8, 14, 8, { fill: color }), text(words, [start + 20, 12], { color: Palette.soft })]
    })
  }
})

const drawingOf = (shown: ReadonlyArray<Subject>, form: Form): Drawing => {
  const windowMs = windowOf(shown, form)
  const panels = panelsOf(shown, form)
  const keys = keysOf(shown, windowMs)
  const width = widths.large[form]
  const margins = { left: 8, right: 20, top: keys.length === 0 ? 4 : 28, bottom: 44 }
  const last = panels.at(-1)
  const height = last === undefined ? 0 : last.top + last.rows * last.rowHeight + 4
  return {
    width,
    height: height + margins.top + margins.bottom,
    margins,
    x: {
      ...Axis.linear([windowMs], {
        title: "milliseconds since the start of the lap",
        label: Figure.count,
        most: form === "wide" ? 10 : 5
      }),
      max: windowMs
    },
    y: Axis.places(height),
    marks: [
      legend(keys, margins.left),
      ...panels.flatMap((panel) => [
        headings(panel, form, width - margins.left - margins.right),
        ground(panel, windowMs),
        ...bars(panel, windowMs),
        ...unknown(panel, windowMs)
      ])
    ]
  }
}

/** One row for each request that can be in flight, one bar for each request; empty where no flight was recorded. */
export const flight = (result: RaceResult): ReadonlyArray<Chart> => {
  const all = subjects(result)
  const shown = chosen(all)
  if (shown.length === 0) return []
  const left = all.length - shown.length
  return [
    {
      name: "flight",
      title: "The flight: who sends what, and when",
      caption: [
        "The beginning of one lap. A row is one request that may be in flight, a bar is one request from sent to answered, and the ground between bars is time in which nothing was under way.",
        "What tells the models apart is how much of the ground they cover, and how short their bars stay.",
        ...(shown.some((subject) => socketsOf(subject) !== null)
          ? ["Where there are fewer sockets than requests, most of a bar is the wait for one."]
          : []),
        ...(shown.some(isBatched) ? ["Framed bars are batches: each carries many items."] : []),
        ...(left > 0 ? [`${Figure.counted(left, "contestant")} left out for want of room.`] : [])
      ].join(" "),
      isLarge: true,
      drawing: (form) => drawingOf(shown, form)
    }
  ]
}
