/** A colour by its name: what it is in light and dark stands once, in `css`. */
export type Color = `var(--${string})`

export const ink: Color = "var(--ink)"
export const soft: Color = "var(--soft)"
export const faint: Color = "var(--faint)"
export const grid: Color = "var(--grid)"
export const track: Color = "var(--track)"
export const paper: Color = "var(--paper)"
/** Of words that warn. */
export const hot: Color = "var(--hot)"

/** What became of a request that was not written at once. */
export const outcomes = {
  retry: "var(--retry)",
  throttled: "var(--throttled)",
  failed: "var(--failed)"
} as const satisfies Record<string, Color>

const light = {
  paper: "#fdfcfa",
  ink: "#1d2430",
  soft: "#55606e",
  faint: "#8b95a1",
  grid: "#e4e2dc",
  track: "#f2f0eb",
  retry: "#e8a800",
  throttled: "#e0560a",
  hot: "#a84300",
  failed: "#b8002c"
}

const dark: typeof light = {
  paper: "#14181e",
  ink: "#e9edf2",
  soft: "#a9b4c0",
  faint: "#75808d",
  grid: "#2b323b",
  track: "#1c222a",
  retry: "#ffd23f",
  throttled: "#ff8a3c",
  hot: "#ff9d5c",
  failed: "#ff4d6d"
}

/** Any two of them, and of `outcomes`, can be told apart by whoever sees fewer colours. */
const models = [
  ["#00468c", "#4d77c3"],
  ["#1b796b", "#6cfcd0"],
  ["#785ede", "#8570f4"],
  ["#2f323b", "#a2aab3"],
  ["#079dd3", "#4fbff8"],
  ["#8b9370", "#b9f198"],
  ["#652160", "#af5f9b"],
  ["#a782a7", "#e3caf6"]
] as const

/** Whose colours are the same in every race; others take what is left. */
const constant = [
  "sequential",
  "worker-threads",
  "for-each",
  "lock-step",
  "unbounded",
  "child-processes",
  "offload",
  "coalesced"
]

/** The colour of each strategy. Of more than there are colours, some have the same. */
export const modelsOf = (strategies: ReadonlyArray<string>): ReadonlyMap<string, Color> => {
  const free = models.flatMap((_, index) => (strategies.includes(constant[index] ?? "") ? [] : [index]))
  let others = 0
  return new Map(
    strategies.map((strategy) => {
      const own = constant.indexOf(strategy)
      const index = own >= 0 ? own : (free[others] ?? others % models.length)
      if (own < 0) others++
      return [strategy, `var(--m${index})`]
    })
  )
}

const declared = (colors: typeof light, shade: 0 | 1): string =>
  [
    ...Object.entries(colors).map(([name, color]) => `--${name}:${color}`),
    ...models.map((model, index) => `--m${index}:${model[shade]}`)
  ].join(";")

/** Declares every colour for what `selector` selects, by what the reader's screen prefers; paper is light. */
export const css = (selector: string): string =>
  `${selector}{color-scheme:light dark;${declared(light, 0)}}@media screen and (prefers-color-scheme:dark){${selector}{${declared(dark, 1)}}}`

export const fonts = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
