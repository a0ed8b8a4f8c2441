import type { RaceResult } from "../domain/RaceResult.ts"

/** How a result is looked at. */
export interface View {
  /** Full name of the contestant with which all are compared; without it that is the slowest. */
  readonly reference?: string
}

/** The full name of the reference, where it is ranked: with others nothing can be compared. */
export const referenceOf = ({ summary }: RaceResult, { reference }: View): string | null =>
  summary.standings.find(({ items_per_s, name }) => name === reference && items_per_s !== null)?.name ?? null
