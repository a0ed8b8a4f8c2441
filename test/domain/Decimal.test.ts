import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"
import * as Decimal from "../../src/domain/Decimal.ts"

/** An exact number, `mantissa × 10^exponent`, and one of the many ways to write it. */
interface Written {
  readonly mantissa: bigint
  readonly exponent: number
  readonly text: string
}

const shifted = (digits: string, exponent: number, by: number): string => {
  const at = digits.length - by
  const point = Math.max(at, 0)
  const padded = at > 0 ? digits : "0".repeat(-at) + digits
  return `${padded.slice(0, point)}.${padded.slice(point)}e${exponent + by}`
}

const written: fc.Arbitrary<Written> = fc
  .record({
    mantissa: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
    exponent: fc.integer({ min: -90, max: 90 }),
    leading: fc.nat({ max: 3 }),
    trailing: fc.nat({ max: 3 }),
    by: fc.nat({ max: 25 }),
    plus: fc.boolean()
  })
  .map(({ by, exponent, leading, mantissa, plus, trailing }) => {
    const sign = mantissa < 0n ? "-" : plus ? "+" : ""
    const magnitude = mantissa < 0n ? -mantissa : mantissa
    const digits = "0".repeat(leading) + magnitude.toString() + "0".repeat(trailing)
    return { mantissa, exponent, text: sign + shifted(digits, exponent - trailing, by) }
  })

const scale = 100
const exact = ({ exponent, mantissa }: Written): bigint => mantissa * 10n ** BigInt(exponent + scale)

/** Reads plain notation with BigInt alone. */
const exactOfPlain = (text: string): bigint => {
  const negative = text.startsWith("-")
  const [integer = "", fraction = ""] = text.replace("-", "").split(".")
  const magnitude = BigInt(integer + fraction.padEnd(130, "0"))
  return (negative ? -magnitude : magnitude) / 10n ** BigInt(130 - scale)
}

const valid = (text: string): Decimal.Decimal => Either.getOrThrow(Decimal.parse(text))

const close = fc
  .tuple(written, fc.bigInt({ min: -2n, max: 2n }), written)
  .map(([left, difference, other]): readonly [Written, Written] =>
    difference === 2n
      ? [left, other]
      : [
          left,
          {
            mantissa: left.mantissa + difference,
            exponent: left.exponent,
            text: `${left.mantissa + difference}e${left.exponent}`
          }
        ]
  )

describe("Decimal", () => {
  it.prop(
    "keeps the value, whatever the notation",
    [written],
    ([number]) => exactOfPlain(Decimal.canonical(number.text)) === exact(number)
  )

  it.prop(
    "has one text for a number",
    [close],
    ([[left, right]]) =>
      (Decimal.canonical(left.text) === Decimal.canonical(right.text)) === (exact(left) === exact(right))
  )

  it.prop("canonical text is a fixed point", [written], ([{ text }]) => {
    const canonical = Decimal.canonical(text)
    return Decimal.canonical(canonical) === canonical
  })

  it.prop("sorts as the numbers do", [close], ([[left, right]]) => {
    const [a, b] = [Decimal.sortable(valid(left.text)), Decimal.sortable(valid(right.text))]
    return a < b === exact(left) < exact(right) && a > b === exact(left) > exact(right)
  })

  it.each([
    ["1.0", "1"],
    ["-0", "0"],
    ["0.00e7", "0"],
    ["+5", "5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["0042.1200", "42.12"],
    ["1E3", "1000"],
    ["-1.5e-3", "-0.0015"],
    ["1E125", `1${"0".repeat(125)}`],
    ["123456789012345678901234567890123456780", "123456789012345678901234567890123456780"]
  ])("writes %s as %s", (text, canonical) => assert.strictEqual(Decimal.canonical(text), canonical))

  it.each([
    ["1E-130", undefined],
    ["1E-131", "Underflow"],
    ["9.9999999999999999999999999999999999999E+125", undefined],
    ["1E126", "Overflow"],
    ["-1E126", "Overflow"],
    ["1".repeat(38), undefined],
    ["1".repeat(39), "TooManyDigits"],
    [`${"1".repeat(38)}00`, undefined],
    ["0E999", undefined],
    ["", "NotANumber"],
    [".", "NotANumber"],
    ["-", "NotANumber"],
    ["1e", "NotANumber"],
    [" 1", "NotANumber"],
    ["0x10", "NotANumber"],
    ["Infinity", "NotANumber"],
    ["1,5", "NotANumber"]
  ] as const)("says of %s: %s", (text, problem) => assert.strictEqual(Decimal.problem(text), problem))

  it("lets text that is no number stand for itself", () => {
    assert.strictEqual(Decimal.canonical("many"), "many")
    assert.strictEqual(Decimal.canonical("1E126"), "1E126")
  })

  it.each([
    ["0", 1],
    ["1", 2],
    ["12", 2],
    ["123", 3],
    ["1234", 3],
    ["12345678901234567890123456789012345678", 20],
    ["0042", 2],
    ["100", 2],
    ["1010", 3],
    ["0.0000001", 2],
    ["1E125", 2],
    ["1E-100", 2],
    ["1.5", 3],
    ["15", 2],
    ["1.200", 3],
    ["1.234", 4],
    ["3.14159", 5],
    ["123456", 4],
    ["-1", 3],
    ["-1.5", 4]
  ])("takes for %s as many bytes as the service: %i", (text, bytes) =>
    assert.strictEqual(Decimal.sizeBytes(valid(text)), bytes)
  )
})
