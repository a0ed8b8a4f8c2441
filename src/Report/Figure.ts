import type { Spread } from "../domain/RaceResult.ts"

/** What stands where there is no figure. */
export const none = "–"

const withDigits = (minimumFractionDigits: number, maximumFractionDigits = minimumFractionDigits) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits, maximumFractionDigits })

/** Made once: a live table is drawn ten times a second in the process that is being measured. */
const formats = {
  0: withDigits(0),
  1: withDigits(1),
  2: withDigits(2),
  exact: withDigits(0, 3),
  money: withDigits(2, 6)
}

const grouped = (value: number, digits: keyof typeof formats): string => {
  if (!Number.isFinite(value)) return none
  return Math.abs(value) >= 1e9 ? value.toExponential(1) : formats[digits].format(value)
}

export const count = (value: number): string => grouped(value, 0)

const digitsOf = (value: number): 0 | 1 | 2 => {
  const rounded = Number(value.toPrecision(3))
  return rounded < 10 ? 2 : rounded < 100 ? 1 : 0
}

/** Three digits that mean something: 7.95, 79.5, 795. */
export const threeDigits = (value: number): string => grouped(value, digitsOf(value))

/** An interval is wide where half of it is more than so much of its ratio: around it, it is not symmetric then. */
const wide = 0.25

/** Half of the interval, rounded up to the digits of its ratio. */
const halfOf = (ratio: number, low: number, high: number): number => {
  const unit = 10 ** digitsOf(ratio)
  return Math.ceil(Number((((high - low) / 2) * unit).toPrecision(12))) / unit
}

/** Whether an interval has to stand whole: it is wide, or ± would seem to reach 1 where it does not. */
export const isWhole = (ratio: number, low: number, high: number): boolean => {
  const half = halfOf(ratio, low, high)
  const shown = Number(ratio.toPrecision(3))
  return half > wide * ratio || (low > 1 && shown - half <= 1) || (high < 1 && shown + half >= 1)
}

/** With digits enough to tell it from 1. */
const end = (value: number): string =>
  value !== 1 && threeDigits(value) === "1.00" ? String(Number(value.toPrecision(5))) : threeDigits(value)

/** 1.32 ± 0.05, 208 ± 12: half the interval, never less than it is; or the whole of it: 8.4 (2.1–33.9). */
export const ratio = (ratio: number, low: number, high: number): string => {
  const digits = digitsOf(ratio)
  return isWhole(ratio, low, high)
    ? `${grouped(ratio, digits)} (${end(low)}–${end(high)})`
    : `${grouped(ratio, digits)} ± ${grouped(halfOf(ratio, low, high), digits)}`
}

/** 12,345; below ten with a digit more. */
export const rate = (value: number): string => grouped(value, value < 9.95 ? 1 : 0)

/** 1.32×, 13.2×, 132×. */
export const times = (value: number): string => `${threeDigits(value)}×`

/** Milliseconds without their unit: 0.61, 7.9, 16.2, 1,204. */
export const millis = (value: number): string => grouped(value, value < 0.995 ? 2 : value < 99.95 ? 1 : 0)

/** Microseconds without their unit: 5.2, 612. */
export const micros = (value: number): string => grouped(value, value < 9.95 ? 1 : 0)

/** 612 µs, 7.9 ms, 1.25 s. */
export const latency = (ms: number): string => {
  if (ms < 0.9995) return `${micros(ms * 1e3)} µs`
  return ms < 999.5 ? `${millis(ms)} ms` : `${threeDigits(ms / 1e3)} s`
}

/** As it was asked for: 7.55 ms, 33 ms. */
export const exactMillis = (ms: number): string => `${grouped(ms, "exact")} ms`

/** 500 ms, 1 s, 1.5 s. */
export const span = (ms: number): string => (ms < 1e3 ? exactMillis(ms) : `${grouped(ms / 1e3, "exact")} s`)

/** Whole seconds: 12 s, 2 min 5 s. */
export const elapsed = (ms: number): string => {
  const seconds = Math.round(ms / 1e3)
  return seconds < 60 ? `${seconds} s` : `${count(Math.floor(seconds / 60))} min ${seconds % 60} s`
}

export const percent = (share: number): string => {
  const value = share * 100
  return `${grouped(value, value > 0 && value < 9.95 ? 1 : 0)}%`
}

/** As it was asked for: 3%, 97.5%. */
export const exactPercent = (share: number): string => `${grouped(share * 100, "exact")}%`

/** Cores: 0.6, 2.0. */
export const cores = (value: number): string => grouped(value, 1)

/** $0.63, $0.025, $12.50. */
export const usd = (value: number): string =>
  `$${value < 1 ? grouped(Number(value.toPrecision(2)), "money") : grouped(value, value < 100 ? 2 : 0)}`

/** As it is, with three decimals at most. */
export const exact = (value: number): string => grouped(value, "exact")

/** 100 B, 1.5 KB, 400 KB. */
export const size = (bytes: number): string =>
  bytes < 1024 ? `${count(bytes)} B` : `${grouped(bytes / 1024, "exact")} KB`

/** 24,801–25,402. */
export const range = (spread: Spread, figure: (value: number) => string): string =>
  `${figure(spread.min)}–${figure(spread.max)}`

/** Half the way from the least to the most, as a share of the median: ±1.3%. */
export const plusMinus = ({ max, median, min }: Spread): string =>
  median > 0 ? `±${percent((max - min) / 2 / median)}` : none

/** 1 retry, 2 retries. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** A share, 0 to 1, of `width` columns in Unicode eighths. What is not nothing shows. */
export const bar = (share: number, width: number): string => {
  if (!(share > 0) || width < 1) return ""
  const steps = Math.max(1, Math.round(Math.min(share, 1) * width * 8))
  return "█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? "")
}
