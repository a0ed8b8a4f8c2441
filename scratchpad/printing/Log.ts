import { Logger, LogSpan } from "effect"

/** Each entry as `80 ms  reserved order=A-1`: the time is that of Effect's Clock, virtual where the clock is. */
export const layer = Logger.replace(
  Logger.defaultLogger,
  Logger.withConsoleLog(
    Logger.make(({ annotations, date, message, spans }) =>
      [
        `${date.getTime()} ms`.padStart(8),
        ` ${message}`,
        ...Array.from(annotations, ([name, value]) => `${name}=${value}`),
        ...Array.from(spans, LogSpan.render(date.getTime()))
      ].join(" ")
    )
  )
)
