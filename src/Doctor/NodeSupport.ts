import type { Machine } from "./Facts.ts"

/** First day without support, by major: https://github.com/nodejs/Release/blob/main/schedule.json */
const ends: Readonly<Record<number, string>> = {
  18: "2025-04-30",
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01"
}

/** What the AWS SDK itself warns of: versions after that week of January want Node 22. */
const sdk = { least: 22, from: "2027-01-08" }

export interface Support {
  readonly major: number
  /** ISO date; null where it is not known here. */
  readonly endsOn: string | null
  /** ISO date from which on new versions of the SDK do not run on it; null where they do. */
  readonly sdkEndsOn: string | null
}

export const supportOf = ({ node }: Machine): Support => {
  const major = Number(/^v(\d+)/.exec(node)?.[1])
  return { major, endsOn: ends[major] ?? null, sdkEndsOn: major < sdk.least ? sdk.from : null }
}

/** Whether that day has come. */
export const isOver = (day: string | null, nowMs: number): boolean => day !== null && nowMs >= Date.parse(day)
