import { assert, describe, it } from "@effect/vitest"
import { css, modelsOf } from "../../../src/Report/Chart/Palette.ts"
import * as Strategies from "../../../src/Strategies.ts"

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

/** Machado, Oliveira and Fernandes (2009), A Physiologically-based Model for Simulation of Color Vision Deficiency. */
const eyes: Readonly<Record<string, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1]
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998]
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881]
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039]
  ]
}

const linear = (color: string): Triple => {
  const channel = (at: number) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

const times = (matrix: Matrix, [r, g, b]: Triple): Triple => {
  const row = ([x, y, z]: Triple) => Math.min(1, Math.max(0, x * r + y * g + z * b))
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

const cielab = ([r, g, b]: Triple): Triple => {
  const curve = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047)
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const schemes = (): ReadonlyArray<ReadonlyArray<readonly [string, string]>> =>
  css("svg")
    .split("@media")
    .map((part) =>
      [...part.matchAll(/--(m\d|retry|throttled|failed):(#\w{6})/g)].map(([, name = "", color = ""]) => [name, color])
    )

describe("Palette", () => {
  it.each(Object.entries(eyes))("tells every two of its colours apart with %s", (_, eye) => {
    for (const colors of schemes()) {
      assert.strictEqual(colors.length, 11)
      const seen = colors.map(([name, color]) => ({ name, at: cielab(times(eye, linear(color))) }))
      for (const [index, a] of seen.entries()) {
        for (const b of seen.slice(index + 1)) {
          const difference = Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1], a.at[2] - b.at[2])
          assert.isAbove(difference, 14, `${a.name} and ${b.name}`)
        }
      }
    }
  })
})

describe("the colour of a strategy", () => {
  it("is the same in every race, of the eight that are raced most", () => {
    const alone = modelsOf(["for-each"]).get("for-each")
    assert.strictEqual(modelsOf(["mine", "stream", "offload", "for-each"]).get("for-each"), alone)
  })

  it("is no other's while there are colours left", () => {
    const raced = ["mine", "per-key", "sequential", "stream", "hybrid", "for-each", "offload", "coalesced"]
    assert.strictEqual(new Set(modelsOf(raced).values()).size, 8)
    const all = Strategies.all.map(({ name }) => name)
    assert.strictEqual(new Set(modelsOf(all).values()).size, 8)
    assert.strictEqual(modelsOf(all).size, all.length)
  })
})
