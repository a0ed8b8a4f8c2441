import { createInterface } from "node:readline"
import { Effect } from "effect"

/** Whether somebody is there to be asked. */
export const isAttended = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true

/** Asks on stderr; anything but yes is no. */
export const confirm = (question: string): Effect.Effect<boolean> =>
  Effect.async((resume) => {
    // not as a terminal: that would take Ctrl-C for itself
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
    lines.once("close", () => resume(Effect.succeed(false)))
    lines.question(`${question} [y/N] `, (answer) => {
      resume(Effect.succeed(/^y(es)?$/i.test(answer.trim())))
      lines.close()
    })
    return Effect.sync(() => lines.close())
  })
