interface Parsed {
  readonly name: string
  readonly strategy: string
  readonly settings: ReadonlyMap<string, string>
  /** `#1` of an entry that was typed twice. */
  readonly copy: string
}

const parse = (name: string): Parsed => {
  const copy = /#\d+$/.exec(name)?.[0] ?? ""
  const [strategy = "", ...settings] = name.slice(0, name.length - copy.length).split(":")
  return { name, strategy, copy, settings: new Map(settings.map((setting) => [setting.split("=")[0] ?? "", setting])) }
}

/**
 * The shortest form of each name that can still be typed and is unambiguous in this race: of the settings, those in
 * which the contestants of one strategy differ. Names that this would make equal stay as they are.
 */
export const shortNames = (contestants: ReadonlyArray<{ readonly name: string }>): ReadonlyMap<string, string> => {
  const parsed = contestants.map(({ name }) => parse(name))
  const short = parsed.map(({ copy, name, settings, strategy }) => {
    const siblings = parsed.filter((other) => other.strategy === strategy)
    const telling = [...settings].filter(([key, setting]) => siblings.some((s) => s.settings.get(key) !== setting))
    return { name, short: [strategy, ...telling.map(([, setting]) => setting)].join(":") + copy }
  })
  const ambiguous = (text: string) => new Set(short.filter((s) => s.short === text).map((s) => s.name)).size > 1
  return new Map(short.map((s) => [s.name, ambiguous(s.short) ? s.name : s.short]))
}
