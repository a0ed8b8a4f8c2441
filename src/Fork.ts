import { type ChildProcess, fork as forkProcess } from "node:child_process"
import { createRequire } from "node:module"
import type { Readable } from "node:stream"
import { Effect } from "effect"
import { Fatal } from "./domain/RequestError.ts"

/** What runs in a process or a thread of its own has an entry of its own, built beside the program's. */
export type Entry = "engine" | WorkerEntry | "own/laws"
/** Those below `own` carry all of Effect, for strategies in files of users. */
export type WorkerEntry = "worker" | "own/worker"

/** The entry's file; Fatal with code `NotBuilt` where there is none. */
export const find = (entry: Entry) =>
  Effect.try({
    try: () => createRequire(import.meta.url).resolve(`millrace/${entry}`),
    catch: () =>
      new Fatal({ code: "NotBuilt", message: `dist/${entry}.js is not built yet: run \`npm run build\` first` })
  })

/** A group goes on as long as one of its processes does, whatever became of the first. */
const killGroup = (leader: number) => {
  try {
    process.kill(-leader, "SIGKILL")
  } catch {}
}

/** Our entries have nothing to put in order, and SIGKILL also ends a process that hangs or is stopped. */
const end = (child: ChildProcess, leads: boolean) =>
  Effect.async<void>((resume) => {
    if (child.pid === undefined) return resume(Effect.void)
    if (leads) killGroup(child.pid)
    if (child.exitCode !== null || child.signalCode !== null) return resume(Effect.void)
    child.once("exit", () => resume(Effect.void))
    child.kill("SIGKILL")
  })

/**
 * A process with a channel to this one, killed when the scope closes; where it leads a group of its own, with all that
 * it has started. Only its stderr is kept, for `lastWords`.
 */
export const fork = Effect.fnUntraced(function* (entry: Entry, { leads }: { readonly leads: boolean }) {
  const file = yield* find(entry)
  return yield* Effect.acquireRelease(
    Effect.sync(() =>
      forkProcess(file, [], {
        // What this process runs under, a loader or a debugger, is nothing to the child: it would inherit it.
        execArgv: [],
        serialization: "advanced",
        stdio: ["ignore", "ignore", "pipe", "ipc"],
        detached: leads
      })
    ),
    (child) => end(child, leads)
  )
})

/** Listens to what is written there; the line that names an error, as a part of a sentence, is what it returns. */
export const lastWords = (stderr: Readable | null): (() => string) => {
  let text = ""
  stderr?.setEncoding("utf8").on("data", (more: string) => {
    text = `${text}${more}`.slice(-4096)
  })
  return () => {
    // above it stands the line of code that threw it, which may speak of errors too
    const why = text.split("\n").find((line) => /^(?:FATAL )?\w*Error(?:[: ]|$)/i.test(line))
    return why === undefined ? "" : `: ${why.trim()}`
  }
}
