import { Effect, Option, Ref, Schedule } from "effect"
import type { RaceProgress } from "../domain/RaceProgress.ts"
import { plainLine, status } from "../Report/Progress.ts"
import { render } from "../Report/Terminal.ts"
import { Colors } from "./Color.ts"
import * as Output from "./Output.ts"

/** Where a race stood last. */
export type Latest = Ref.Ref<Option.Option<RaceProgress>>

const redraw = Schedule.spaced("250 millis")
const usualRows = 24
const plainLines = Schedule.spaced("5 seconds")

const up = (lines: number) => (lines === 0 ? "" : `\u001b[${lines}A`)
const eraseBelow = "\r\u001b[0J"
const eraseRest = "\u001b[K"

/** The standings so far with a line below that says what goes on, drawn over themselves: line by line, not to flicker. */
const drawing = Effect.fnUntraced(function* (latest: Latest, color: boolean) {
  const drawn = yield* Ref.make(0)
  const erase = Effect.flatMap(Ref.getAndSet(drawn, 0), (lines) => Output.aside(`${up(lines)}${eraseBelow}`))
  const draw = Effect.gen(function* () {
    const progress = yield* Ref.get(latest)
    if (Option.isNone(progress)) return
    const screen = { width: Output.widthOf(process.stderr) - 1, color }
    const standings = render(progress.value.result, screen).split("\n")
    const room = (process.stderr.rows ?? usualRows) - 2
    const lines = [...standings.slice(0, Math.max(0, room - 1)), status(progress.value, screen)]
    const before = yield* Ref.getAndSet(drawn, lines.length)
    const text = lines.map((line) => `${line}${eraseRest}\n`).join("")
    yield* Output.aside(`${up(before)}\r${text}${eraseBelow}`)
  })
  yield* Effect.addFinalizer(() => erase)
  yield* Effect.forkScoped(Effect.repeat(draw, redraw))
})

/**
 * Shows where a race stands on stderr until the scope closes: drawn where that is a terminal, else a line every few
 * seconds.
 */
export const show = Effect.fnUntraced(function* (latest: Latest) {
  const { aside } = yield* Colors
  if (process.stderr.isTTY === true) return yield* drawing(latest, aside)
  const line = Effect.flatMap(
    Ref.get(latest),
    Option.match({ onNone: () => Effect.void, onSome: (progress) => Output.aside(`${plainLine(progress)}\n`) })
  )
  yield* Effect.forkScoped(Effect.repeat(line, plainLines))
})
