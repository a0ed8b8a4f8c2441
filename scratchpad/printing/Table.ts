import { Console } from "effect"

export type Row = readonly [name: string, ...figures: ReadonlyArray<string | number>]

/** A table in which the first column holds names and the others figures, as wide as the widest. */
export const print = (rows: ReadonlyArray<Row>) => {
  const widths = rows.reduce<ReadonlyArray<number>>(
    (widest, cells) => cells.map((cell, column) => Math.max(widest[column] ?? 0, `${cell}`.length)),
    []
  )
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? `${cell}`.padEnd(widths[0] ?? 0) : `${cell}`.padStart(widths[column] ?? 0)
      )
      .join("  ")
  )
  return Console.log(lines.join("\n"))
}
