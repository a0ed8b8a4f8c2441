import { Utils } from "effect"
import type { Raced } from "../../src/Race/Verdicts.ts"

export interface Field {
  /** What each contestant is worth, in items per second. */
  readonly rates: ReadonlyArray<number>
  /** Standard deviation of the log rate of a lap. */
  readonly noise: number
}

/** Races of drawn lap rates: log-normal, with a factor that all laps of a round have in common. */
export const drawing = (seed: number) => {
  const random = new Utils.PCGRandom(seed)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.number())) * Math.cos(2 * Math.PI * random.number())

  /** Adds rounds for as long as `goesOn`. */
  const raceWhile = (
    { noise, rates }: Field,
    goesOn: (done: number, ranked: ReadonlyArray<Raced>) => boolean
  ): ReadonlyArray<Raced> => {
    const laps = rates.map((rate, nth) => ({ name: `c${nth}`, rate, rates: new Map<number, number>() }))
    for (let done = 0; goesOn(done, laps); done++) {
      const common = Math.exp(0.1 * normal())
      for (const { rate, rates } of laps) rates.set(done + 1, rate * common * Math.exp(noise * normal()))
    }
    return laps
  }

  return { normal, raceWhile, race: (field: Field, rounds: number) => raceWhile(field, (done) => done < rounds) }
}

export const identical = (contestants: number): ReadonlyArray<number> => Array.from({ length: contestants }, () => 100)

/** One of so many is better than all others by a share. */
export const led = (contestants: number, by: number): ReadonlyArray<number> => [
  ...identical(contestants - 1),
  100 * (1 + by)
]

/** Two alike, ahead of the rest. */
export const tied = (contestants: number, by: number): ReadonlyArray<number> => [
  100 * (1 + by),
  ...led(contestants - 1, by)
]

/** The share of a thousand races of which it is true. */
export const shareOf = (isTrue: () => boolean): number =>
  Array.from({ length: 1_000 }, () => isTrue()).filter((one) => one).length / 1_000
