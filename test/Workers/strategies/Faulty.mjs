import { Context, Effect } from "effect"

const Operation = Context.GenericTag("millrace/Operation")

const faults = {
  throw: () => {
    setImmediate(() => {
      throw new TypeError("the strategy's own mistake")
    })
  },
  exit: () => process.exit(3),
  kill: () => process.kill(process.pid, "SIGKILL"),
  stop: () => process.kill(process.pid, "SIGSTOP")
}

const fault = faults[new URL(import.meta.url).searchParams.get("does")]

/** Writes one item, and then does to its thread or process what the query of its URL says. */
export default {
  name: "faulty",
  summary: "Ends in the middle of it",
  uses: [],
  inFlight: () => 2,
  open: () =>
    Effect.map(
      Operation,
      (operation) =>
        ([item]) =>
          Effect.zipRight(operation.perform([item]), Effect.zipRight(Effect.sync(fault), Effect.never))
    )
}
