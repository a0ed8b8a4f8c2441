import { Either } from "effect"

/** Reads what was typed; a left is one sentence that names the value and the allowed form. */
export type Parser<A> = (text: string) => Either.Either<A, string>

const quantity = (
  what: string,
  forms: string,
  units: Readonly<Record<string, number>>,
  options: { readonly whole: boolean }
): Parser<number> => {
  const factors = new Map(Object.entries(units))
  return (text) => {
    const match = /^(\d{1,15}(?:\.\d{1,6})?|\.\d{1,6})([a-z%]*)$/i.exec(text.trim())
    const factor = factors.get((match?.[2] ?? "").toLowerCase())
    const exact = Number(match?.[1]) * (factor ?? Number.NaN)
    const rounded = Math.round(exact * 1e6) / 1e6
    return Number.isFinite(rounded) && (!options.whole || Number.isSafeInteger(rounded))
      ? Either.right(rounded)
      : Either.left(`"${text}" is no ${what}: type ${forms}`)
  }
}

/** `2500`, `10k`, `1m`. */
export const count = quantity(
  "count",
  "a whole number such as 2500, 10k or 1m",
  { "": 1, k: 1e3, m: 1e6 },
  { whole: true }
)

/** So many in a second: `500/s`, `10k/s`, `500`. */
export const perSecond: Parser<number> = (text) =>
  Either.mapLeft(
    count(text.trim().replace(/\/s$/i, "")),
    () => `"${text}" is no rate: type a whole number a second such as 500/s or 10k/s`
  )

/** US dollars: `0.625`. */
export const dollars = quantity("price", "US dollars such as 0.625", { "": 1 }, { whole: false })

/** Bytes: `250`, `250B`, `1KB` (1024), `8MB`. */
export const sizeBytes = quantity(
  "size",
  "bytes such as 250B, 1KB or 8MB (1KB is 1024B)",
  { "": 1, b: 1, kb: 1024, mb: 1024 ** 2 },
  { whole: true }
)

/** Milliseconds: `500us`, `300ms`, `1s`, `2m`. A number without a unit is refused: seconds and milliseconds are mistaken easily. */
export const durationMs = quantity(
  "duration",
  "a time with its unit such as 300ms, 1s or 2m",
  { us: 1e-3, ms: 1, s: 1e3, m: 6e4 },
  { whole: false }
)

const shareForms = "20% or 0.2, at most 100%"
const fraction = quantity("share", shareForms, { "": 1, "%": 0.01 }, { whole: false })

/** From 0 to 1: `20%` or `0.2`. */
export const share: Parser<number> = (text) =>
  Either.filterOrLeft(
    fraction(text),
    (value) => value <= 1,
    () => `"${text}" is no share: type ${shareForms}`
  )

/** Comma-separated: `1,16,64`. */
export const list =
  <A>(parse: Parser<A>): Parser<ReadonlyArray<A>> =>
  (text) =>
    Either.all(text.split(",").map((part) => parse(part.trim())))

/** From the first by doubling, as far as the last, which is always among them. */
const doubled = (first: number, last: number): ReadonlyArray<number> => {
  const values: Array<number> = []
  for (let value = first; value < last; value *= 2) values.push(value)
  return [...values, last]
}

/** Counts with commas between them, `1,16,64`, or from one to another by doubling, `1..256`. */
export const sweep =
  (parse: Parser<number>): Parser<ReadonlyArray<number>> =>
  (text) => {
    const part = (text: string): Either.Either<ReadonlyArray<number>, string> => {
      const [first = "", last, ...more] = text.split("..")
      if (last === undefined) return Either.map(parse(first), (value) => [value])
      if (more.length > 0) return Either.left(`"${text}" is no range: type 1..256, which doubles`)
      return Either.flatMap(Either.all([parse(first), parse(last)]), ([from, to]) =>
        from < to
          ? Either.right(doubled(from, to))
          : Either.left(`"${text}" is no range: it ends above where it begins, as 1..256 does`)
      )
    }
    return Either.map(list(part)(text), (values) => Array.from(new Set(values.flat())))
  }

/** Refuses what lies outside; `range` says it as one would type it: `1 to 1024`. */
export const between =
  (parse: Parser<number>, minimum: number, maximum: number, range = `${minimum} to ${maximum}`): Parser<number> =>
  (text) =>
    Either.mapLeft(parse(text), (message) => `${message}, from ${range}`).pipe(
      Either.filterOrLeft(
        (value) => value >= minimum && value <= maximum,
        () => `${text.trim()} is out of range: type ${range}`
      )
    )
