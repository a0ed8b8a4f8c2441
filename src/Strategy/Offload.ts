import { Array, Effect } from "effect"
import type { Strategy } from "../Strategy.ts"
import { type Worker, Workers } from "../Workers.ts"
import { units } from "../Workload.ts"
import { sequential } from "./Sequential.ts"

export const offload = {
  name: "offload",
  summary: "The event loop hands every request to a pool of threads and awaits the answer",
  place: "thread",
  uses: ["batch", "workers"],
  inFlight: ({ workers }) => workers,
  open: Effect.fnUntraced(function* (settings) {
    const { open } = yield* Workers
    const workers = yield* open({
      place: "thread",
      strategy: { name: sequential.name },
      settings: Array.makeBy(settings.workers, () => settings)
    })
    // one request is performed and one waits at each thread, so that none is idle while an answer travels
    const seats = [...workers, ...workers]
    return (workload) => {
      const queue = units(workload, settings.batch)
      const keepBusy = Effect.fnUntraced(function* ({ perform }: Worker) {
        for (const unit of queue) yield* perform(unit)
      })
      return Effect.forEach(seats, keepBusy, { concurrency: "unbounded", discard: true })
    }
  })
} as const satisfies Strategy
