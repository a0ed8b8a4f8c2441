import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { Effect } from "effect"

export interface Process {
  readonly pid: number
  readonly parent: number
  /** `worker` or `engine` where it is one of ours. */
  readonly entry: string | undefined
}

/** Every process that is still there; one that is dead and not yet taken note of is not. */
export const all = Effect.promise(async (): Promise<ReadonlyArray<Process>> => {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,stat=,args="])
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, state, args = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    if (pid === undefined || state?.startsWith("Z")) return []
    return [{ pid: Number(pid), parent: Number(parent), entry: /dist\/(\w+)\.js/.exec(args)?.[1] }]
  })
})

const below = (pid: number, processes: ReadonlyArray<Process>): ReadonlyArray<Process> =>
  processes.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid, processes)])

/** The processes that it has started, those that they have started, and so on; whoever starts one comes before it. */
export const descendants = (pid: number): Effect.Effect<ReadonlyArray<Process>> =>
  Effect.map(all, (processes) => below(pid, processes))

/** Those of the pids that are still there. */
export const left = (pids: ReadonlyArray<number>): Effect.Effect<ReadonlyArray<number>> =>
  Effect.map(all, (processes) => processes.flatMap(({ pid }) => (pids.includes(pid) ? [pid] : [])))
