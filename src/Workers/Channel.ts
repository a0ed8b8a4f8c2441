import type { FromWorker, ToWorker } from "./Protocol.ts"

/** A line to a worker that was started. */
export interface Channel {
  /** CPU time that it has used, or what it runs in; undefined where the system does not tell. */
  readonly cpuUs: () => number | undefined
  readonly send: (message: ToWorker) => void
  /** To be called once. `ended` says how, for people: `SIGKILL`, `exit code 1: Error: …`. */
  readonly listen: (on: {
    readonly message: (message: FromWorker) => void
    readonly ended: (how: string) => void
  }) => void
}
