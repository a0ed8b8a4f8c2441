import { Effect } from "effect"
import * as Fork from "../Fork.ts"
import { cpuUsOf } from "../ProcessUsage.ts"
import type { Channel } from "./Channel.ts"

/** Starts a process that ends with the scope, and by itself when this one does. */
export const start = Effect.fn("Processes.start")(function* (
  worker: Fork.WorkerEntry,
  options: { readonly leads: boolean }
) {
  const child = yield* Fork.fork(worker, options)
  const lastWords = Fork.lastWords(child.stderr)
  return {
    cpuUs: () => (child.pid === undefined ? undefined : cpuUsOf(child.pid)),
    // what is sent to a process that has just ended is lost with it, and `close` says so
    send: (message) => child.send(message, () => {}),
    listen: ({ ended, message }) => {
      child.on("message", message)
      child.once("error", (error) => ended(error.message))
      child.once("close", (code, signal) => ended(`${signal ?? `exit code ${code}`}${lastWords()}`))
    }
  } satisfies Channel
})
