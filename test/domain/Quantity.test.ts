import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"
import * as Quantity from "../../src/domain/Quantity.ts"

const reads = (
  parse: Quantity.Parser<number>,
  good: ReadonlyArray<readonly [text: string, value: number]>,
  bad: ReadonlyArray<string>,
  form: string
) => {
  for (const [text, value] of good) assert.deepStrictEqual(parse(text), Either.right(value), text)
  for (const text of bad) {
    const result = parse(text)
    if (Either.isRight(result)) assert.fail(`"${text}" was read as ${result.right}`)
    else assert.include(result.left, form, text)
  }
}

const never = [
  "",
  " ",
  "-5",
  "--5",
  "1e3",
  "Infinity",
  "NaN",
  "0x10",
  "five",
  "1,000",
  "constructor",
  "1 constructor",
  "9".repeat(30)
]

describe("Quantity", () => {
  it("reads counts", () => {
    reads(
      Quantity.count,
      [
        ["2500", 2500],
        ["10k", 10_000],
        ["1m", 1_000_000],
        ["1M", 1_000_000],
        ["2.5k", 2500],
        ["0", 0],
        [" 7 ", 7]
      ],
      [...never, "2.5", "1.0001k", "10kb", "10g", "k"],
      "a whole number such as 2500, 10k or 1m"
    )
  })

  it("reads sizes, a kilobyte of 1024", () => {
    reads(
      Quantity.sizeBytes,
      [
        ["250B", 250],
        ["250", 250],
        ["1KB", 1024],
        ["1kb", 1024],
        ["8MB", 8_388_608],
        ["1.5KB", 1536]
      ],
      [...never, "0.3B", "1GB", "1k", "KB"],
      "250B, 1KB or 8MB"
    )
  })

  it("reads durations, which have a unit", () => {
    reads(
      Quantity.durationMs,
      [
        ["300ms", 300],
        ["1s", 1000],
        ["2m", 120_000],
        ["7.55ms", 7.55],
        ["500us", 0.5],
        ["10us", 0.01],
        ["0.01ms", 0.01],
        ["0.5s", 500],
        [".5s", 500]
      ],
      [...never, "300", "1h", "1 s s", "s"],
      "300ms, 1s or 2m"
    )
  })

  it("reads shares", () => {
    reads(
      Quantity.share,
      [
        ["20%", 0.2],
        ["0.2", 0.2],
        ["100%", 1],
        ["1", 1],
        ["0", 0],
        ["0.5%", 0.005]
      ],
      [...never, "20", "101%", "1.1", "%"],
      "20% or 0.2"
    )
  })

  it("reads lists, and names the part that is wrong", () => {
    const counts = Quantity.list(Quantity.count)
    assert.deepStrictEqual(counts("1, 16,64"), Either.right([1, 16, 64]))
    assert.include(
      Either.getOrElse(Either.flip(counts("1,x,64")), () => ""),
      '"x" is no count'
    )
    assert.isTrue(Either.isLeft(counts("1,,64")))
  })

  it("reads ranges, which double, each value once", () => {
    const sweep = Quantity.sweep(Quantity.between(Quantity.count, 1, 1024))
    assert.deepStrictEqual(sweep("1..256"), Either.right([1, 2, 4, 8, 16, 32, 64, 128, 256]))
    assert.deepStrictEqual(sweep("3..20"), Either.right([3, 6, 12, 20]))
    assert.deepStrictEqual(sweep("4, 1..8,32"), Either.right([4, 1, 2, 8, 32]))
    assert.deepStrictEqual(sweep("16"), Either.right([16]))
    for (const [wrong, said] of [
      ["8..1", "it ends above where it begins"],
      ["8..8", "it ends above where it begins"],
      ["1..2..4", "type 1..256"],
      ["1..2048", "2048 is out of range"],
      ["..8", '"" is no count']
    ] as const) {
      assert.include(
        Either.getOrElse(Either.flip(sweep(wrong)), () => ""),
        said
      )
    }
  })

  it("says the range that something is out of", () => {
    const concurrency = Quantity.between(Quantity.count, 1, 1024)
    assert.deepStrictEqual(concurrency("1"), Either.right(1))
    assert.deepStrictEqual(concurrency("1024"), Either.right(1024))
    assert.deepStrictEqual(concurrency("0"), Either.left("0 is out of range: type 1 to 1024"))
    assert.deepStrictEqual(concurrency("2k"), Either.left("2k is out of range: type 1 to 1024"))
    const size = Quantity.between(Quantity.sizeBytes, 64, 409_600, "64B to 400KB")
    assert.deepStrictEqual(size("1MB"), Either.left("1MB is out of range: type 64B to 400KB"))
    assert.include(
      Either.getOrElse(Either.flip(size("-1B")), () => ""),
      "from 64B to 400KB"
    )
  })
})
