import { Context, Effect } from "effect"

const Operation = Context.GenericTag("millrace/Operation")

/** The last item first. */
export default {
  name: "backwards",
  summary: "One at a time, from the end",
  uses: [],
  inFlight: () => 1,
  open: () =>
    Effect.map(
      Operation,
      (operation) => (workload) =>
        Effect.forEach([...workload].reverse(), (item) => operation.perform([item]), { discard: true })
    )
}
