import { createInterface } from "node:readline"
import { Effect } from "effect"

/** Whether somebody is there to be asked. */
const isAttended = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true

/** Asks on stderr; anything but yes is no. */
const confirm = (question: string): Effect.Effect<boolean> =>
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

/** Whether it was agreed to: by `--yes`, or by somebody at a terminal who is asked. */
export const agreed = (yes: boolean, question = "go on?"): Effect.Effect<boolean> =>
  Effect.suspend(() => (yes ? Effect.succeed(true) : isAttended() ? confirm(question) : Effect.succeed(false)))
