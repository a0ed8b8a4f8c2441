import { Either } from "effect"

/** A number of DynamoDB: `0.digits × 10^point`, with neither leading nor trailing zeros; zero has no digits. */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  /** Where the decimal point stands, counted from before the first digit. */
  readonly point: number
}

export type Problem = "NotANumber" | "Overflow" | "Underflow" | "TooManyDigits"

const zero: Decimal = { negative: false, digits: "", point: 0 }

const notation = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const alreadyCanonical = /^(?:0|-?[1-9]\d{0,14}|-?(?:0|[1-9]\d{0,14})\.\d{0,14}[1-9])$/

const read = (text: string): Decimal | undefined => {
  const match = notation.exec(text)
  if (match === null) return undefined
  const [, sign = "", integer = "", fraction = "", exponent = "0"] = match
  const written = integer + fraction
  if (written === "") return undefined
  let from = 0
  while (from < written.length && written.charCodeAt(from) === 48) from++
  if (from === written.length) return zero
  let to = written.length
  while (written.charCodeAt(to - 1) === 48) to--
  return {
    negative: sign === "-",
    digits: written.slice(from, to),
    point: integer.length - from + Number(exponent)
  }
}

/** Up to 38 significant digits, of a magnitude from 1E-130 to 9.99…E+125. */
export const parse = (text: string): Either.Either<Decimal, Problem> => {
  const decimal = read(text)
  if (decimal === undefined) return Either.left("NotANumber")
  if (decimal.digits === "") return Either.right(decimal)
  if (decimal.point > 126) return Either.left("Overflow")
  if (decimal.point < -129) return Either.left("Underflow")
  if (decimal.digits.length > 38) return Either.left("TooManyDigits")
  return Either.right(decimal)
}

/** What keeps the text from being a number of DynamoDB, if anything does. */
export const problem = (text: string): Problem | undefined => {
  if (alreadyCanonical.test(text)) return undefined
  const decimal = parse(text)
  return Either.isLeft(decimal) ? decimal.left : undefined
}

/** Plain notation, as the service answers: no exponent, no needless zero. */
export const format = ({ digits, negative, point }: Decimal): string => {
  if (digits === "") return "0"
  const sign = negative ? "-" : ""
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`
  if (point >= digits.length) return `${sign}${digits}${"0".repeat(point - digits.length)}`
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Equal text for equal numbers. Text that is no number of DynamoDB stands for itself. */
export const canonical = (text: string): string => {
  if (alreadyCanonical.test(text)) return text
  const decimal = parse(text)
  return Either.isRight(decimal) ? format(decimal.right) : text
}

/** Text that sorts, by code unit, as the numbers do. */
export const sortable = ({ digits, negative, point }: Decimal): string => {
  if (digits === "") return "1"
  const exponent = 500 + (negative ? -point : point)
  if (!negative) return `2${exponent}${digits}`
  let complement = ""
  for (const digit of digits) complement += String(9 - Number(digit))
  return `0${exponent}${complement}~`
}

/** Bytes that the number takes in an item: significant digits before and after the point are paired separately. */
export const sizeBytes = ({ digits, negative, point }: Decimal): number => {
  const before = Math.min(Math.max(point, 0), digits.length)
  const after = digits.length - before
  return 1 + Math.ceil(before / 2) + Math.ceil(after / 2) + (negative ? 1 : 0)
}
