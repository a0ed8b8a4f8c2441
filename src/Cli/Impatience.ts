import { Effect } from "effect"

/** Ctrl-C comes twice where a parent passes it on as well, as npm does. */
const enough = 3

const told =
  "millrace: still ending what was begun; one more Ctrl-C stops at once, and may leave a table, which `millrace race --clean-up` finds\n"

/**
 * Whoever presses Ctrl-C again while tables are being deleted is told what for they wait; the third press stops at once,
 * by `exit`.
 */
export const watch = (exit: () => void): Effect.Effect<void> =>
  Effect.sync(() => {
    let pressed = 0
    process.on("SIGINT", () => {
      pressed++
      if (pressed === enough) exit()
      else if (pressed > 1) process.stderr.write(told)
    })
  })
