const blocks = "▁▂▃▄▅▆▇█"

/** A line of blocks, the highest for `most` and a blank for nothing. */
export const of = (values: ReadonlyArray<number>, most: number): string =>
  values
    .map((value) => (value === 0 ? " " : blocks.charAt(Math.min(Math.ceil((value / most) * 8), 8) - 1)))
    .join("")
    .trimEnd()
