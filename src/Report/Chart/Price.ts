import type { RaceResult } from "../../domain/RaceResult.ts"
import * as Figure from "../Figure.ts"
import type { Row } from "../Row.ts"
import { countsOf } from "../Terms.ts"
import * as Axis from "./Axis.ts"
import type { Chart, Name } from "./Chart.ts"
import * as Rows from "./Rows.ts"
import { type Subject, subjects } from "./Subject.ts"

interface Figures {
  readonly name: Name
  readonly title: (counts: Row["counts"]) => string
  readonly caption: string
  readonly unit: (counts: Row["counts"]) => string
  readonly of: (subject: Subject) => number | null
  readonly figure: (value: number) => string
}

const bars =
  ({ caption, figure, name, of, ...words }: Figures) =>
  (result: RaceResult): ReadonlyArray<Chart> => {
    const counts = countsOf(result)
    const [title, unit] = [words.title(counts), words.unit(counts)]
    const shown = subjects(result).filter((subject) => (of(subject) ?? 0) > 0)
    const axis = Axis.fitting(
      shown.map((subject) => of(subject) ?? 0),
      { title: unit, label: Figure.count, most: 5 }
    )
    return Rows.chart({
      name,
      title,
      caption: axis.scale === "log" ? `${caption} The scale is logarithmic.` : caption,
      isLarge: false,
      subjects: shown,
      axis: () => axis,
      note: (subject) => figure(of(subject) ?? 0),
      tip: (subject) => `${subject.row.name}: ${figure(of(subject) ?? 0)} ${unit}`,
      shapes: (subject, lane) => Rows.barOrDot(of(subject) ?? 0, axis, subject, lane)
    })
  }

export const cpu = bars({
  name: "cpu",
  title: (counts) => `CPU of the client for ${counts === "URL" ? "a" : "an"} ${counts}`,
  caption: "Batches share what a request costs; threads and processes add up.",
  unit: (counts) => `µs per ${counts}`,
  of: ({ row }) => row.cpuUs,
  figure: Figure.micros
})

export const opening = bars({
  name: "opening",
  title: () => "Time to open",
  caption:
    "Starting processes and threads, building clients, warming connections: before the first item, and in no lap.",
  unit: () => "ms",
  of: ({ row }) => row.openMs,
  figure: Figure.count
})

export const memory = bars({
  name: "memory",
  title: () => "Memory at its peak",
  caption: "Resident, of all processes of a contestant added up.",
  unit: () => "MiB",
  of: ({ row }) => row.peakMib,
  figure: Figure.count
})
