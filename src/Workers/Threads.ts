import { Worker } from "node:worker_threads"
import { Effect } from "effect"
import * as Fork from "../Fork.ts"
import type { Channel } from "./Channel.ts"

/** Starts a thread of this process that ends with the scope. */
export const start = Effect.fn("Threads.start")(function* (worker: Fork.WorkerEntry) {
  const entry = yield* Fork.find(worker)
  const thread = yield* Effect.acquireRelease(
    // Left to itself a thread writes to the stdout and stderr of the process.
    Effect.sync(() => new Worker(entry, { execArgv: [], stdout: true, stderr: true })),
    (thread) => Effect.promise(() => thread.terminate())
  )
  thread.stdout.resume()
  const lastWords = Fork.lastWords(thread.stderr)
  return {
    cpuUs: () => {
      const { system, user } = process.cpuUsage()
      return system + user
    },
    send: (message) => thread.postMessage(message),
    listen: ({ ended, message }) => {
      let error = ""
      thread.on("message", message)
      thread.once("error", (cause: unknown) => {
        error = `: ${cause}`
      })
      thread.once("exit", (code) => ended(`exit code ${code}${error === "" ? lastWords() : error}`))
    }
  } satisfies Channel
})
