export interface Axis {
  readonly scale: "value" | "log"
  readonly min: number
  readonly max: number
  readonly ticks: ReadonlyArray<number>
  readonly label: (value: number) => string
  readonly title: string
  /** Grows from the top to the bottom. */
  readonly downward: boolean
}

/** Places in a row, from 0: nothing is written beside them. */
export const places = (count: number): Axis => ({
  scale: "value",
  min: 0,
  max: Math.max(count, 1e-9),
  ticks: [],
  label: () => "",
  title: "",
  downward: true
})

/** The least of 1, 2 and 5 times a power of ten that is no less. */
const roundUp = (value: number): number => {
  const power = 10 ** Math.floor(Math.log10(value))
  const factor = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10
  return factor * power
}

/** At most so many of them, evenly thinned; the first stays. */
const thinned = (values: ReadonlyArray<number>, most: number): ReadonlyArray<number> => {
  const step = Math.ceil(values.length / most)
  return values.filter((_, index) => index % step === 0)
}

const steps = (min: number, max: number, factors: ReadonlyArray<number>): ReadonlyArray<number> => {
  const values: Array<number> = []
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++) {
    for (const factor of factors) {
      const value = Number((factor * 10 ** power).toPrecision(3))
      if (value >= min * (1 - 1e-9) && value <= max * (1 + 1e-9)) values.push(value)
    }
  }
  return values
}

const logTicks = (min: number, max: number, most: number): ReadonlyArray<number> => {
  const candidates = [[1, 2, 5], [1, 3], [1]].map((factors) => steps(min, max, factors))
  return candidates.find((values) => values.length <= most) ?? thinned(candidates.at(-1) ?? [], most)
}

export interface Words {
  readonly title: string
  readonly label: (value: number) => string
  /** Ticks at most. */
  readonly most: number
}

/** Values above 0 on a logarithmic axis. */
export const log = (values: ReadonlyArray<number>, { label, most, title }: Words): Axis => {
  const positive = values.filter((value) => value > 0)
  const [least, highest] = positive.length === 0 ? [1, 10] : [Math.min(...positive), Math.max(...positive)]
  // Room for a mark at either end.
  const room = Math.max(1.15, (highest / least) ** 0.03, highest / least < 2 ? 1.6 : 1)
  const [min, max] = [least / room, highest * room]
  return { scale: "log", min, max, ticks: logTicks(min, max, most), label, title, downward: false }
}

/** Values from 0. */
export const linear = (values: ReadonlyArray<number>, { label, most, title }: Words): Axis => {
  const highest = Math.max(0, ...values)
  const step = roundUp((highest === 0 ? 1 : highest) / most)
  const count = Math.max(1, Math.ceil(highest / step - 1e-9))
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(6)))
  return { scale: "value", min: 0, max: count * step, ticks, label, title, downward: false }
}

/** How often the least of what is above 0 goes into the most. */
const spread = (values: ReadonlyArray<number>): number => {
  const positive = values.filter((value) => value > 0)
  return positive.length === 0 ? 1 : Math.max(...positive) / Math.min(...positive)
}

/** Beyond it the smallest bar would be a hair. */
const widest = 30

/** From 0 where all can be told apart there, else logarithmic. */
export const fitting = (values: ReadonlyArray<number>, words: Words): Axis =>
  spread(values) > widest ? log(values, words) : linear(values, words)
