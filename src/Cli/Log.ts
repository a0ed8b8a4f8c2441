import { Layer, Logger, LogLevel } from "effect"
import * as Color from "./Color.ts"
import * as Words from "./Words.ts"

const levels = new Map(LogLevel.allLevels.map((level) => [level._tag.toLowerCase(), level]))

const tint = (level: LogLevel.LogLevel, coloured: boolean) => {
  const label = `${level.label.toLowerCase()}:`
  if (!coloured) return label
  return `\u001b[${LogLevel.lessThan(level, LogLevel.Error) ? 33 : 31}m${label}\u001b[39m`
}

/**
 * Warnings and errors as one line each on stderr: results have stdout to themselves. The level is read from words that
 * have not been parsed yet, for what is wrong with them is said here too.
 */
export const layer = (argv: ReadonlyArray<string>, environment: NodeJS.ProcessEnv): Layer.Layer<never> => {
  const coloured = Color.isOn(Color.typed(argv), environment, process.stderr)
  const level = levels.get(Words.valueOf(argv, "--log-level") ?? "") ?? LogLevel.Info
  const logger = Logger.make(({ annotations, logLevel, message }) => {
    const words = (Array.isArray(message) ? message : [message]).map(String)
    const notes = Array.from(annotations, ([name, value]) => `${name}=${String(value)}`)
    const label = LogLevel.lessThan(logLevel, LogLevel.Warning) ? [] : [tint(logLevel, coloured)]
    process.stderr.write(`${["millrace:", ...label, ...words, ...notes].join(" ")}\n`)
  })
  return Layer.merge(Logger.replace(Logger.defaultLogger, logger), Logger.minimumLogLevel(level))
}
