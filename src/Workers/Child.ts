import { parentPort } from "node:worker_threads"
import { Cause, Effect, Either, Exit, Fiber, Runtime, Schema, type Scope } from "effect"
import type { Job, Table } from "../domain/Job.ts"
import type { Fatal, RequestError, WorkerLost } from "../domain/RequestError.ts"
import type { TallyData } from "../domain/TallyData.ts"
import type { WorkloadSpec } from "../domain/WorkloadSpec.ts"
import type { Unit } from "../Operation.ts"
import { Answer, Command, type FromWorker, type HandOver, heartbeat, type ToWorker } from "./Protocol.ts"

/** A job that was opened. */
export interface Opened {
  readonly begin: (table: Table, sinceNanos: bigint) => Effect.Effect<void>
  readonly run: (spec: WorkloadSpec) => Effect.Effect<void, Fatal | WorkerLost>
  readonly perform: (unit: Unit) => Effect.Effect<void, Fatal | WorkerLost>
  /** What has been tallied since it was taken last. */
  readonly take: Effect.Effect<TallyData>
  /** The same when the lap is over, with what it took of the machine. */
  readonly report: Effect.Effect<TallyData, Fatal | WorkerLost>
}

interface Port {
  readonly send: (message: FromWorker) => void
  readonly listen: (hear: (message: ToWorker) => void) => void
}

/** Ends this process, and where it leads a group all that it has started, stopped or not. */
const leave = () => {
  try {
    process.kill(-process.pid, "SIGKILL")
  } catch {
    process.exit(0)
  }
}

/** SIGINT is left to the parent, for Ctrl-C may reach both; when that ends, however it does, the channel closes. */
const ofProcess: Port = {
  send: (message) => process.send?.(message),
  listen: (hear) => {
    process.on("SIGINT", () => {})
    process.on("disconnect", leave)
    process.on("message", hear)
  }
}

const port: Port =
  parentPort === null
    ? ofProcess
    : { send: parentPort.postMessage.bind(parentPort), listen: (hear) => parentPort?.on("message", hear) }

const decode = Schema.decodeSync(Command)
const encode = Schema.encodeSync(Answer)

/** Ends the thread or the process as an exception does that nobody catches: whoever waits for it reads why. */
const crash = (cause: Cause.Cause<unknown>) =>
  Effect.sync(() =>
    queueMicrotask(() => {
      throw Cause.squash(cause)
    })
  )

const isHandOver = (message: ToWorker): message is HandOver => Array.isArray(message)

/** Serves the thread or process that started this one, for as long as that is there. */
export const serve = Effect.fnUntraced(function* <R>(
  open: (job: Job) => Effect.Effect<Opened, RequestError | WorkerLost, Scope.Scope | R>
) {
  const fork = Runtime.runFork(yield* Effect.runtime<Scope.Scope | R>())
  const tell = (answer: Answer) => Effect.sync(() => port.send(encode(answer)))
  /** One after another; the first is being performed. */
  const handedOver: Array<HandOver> = []
  let opened: Opened | undefined
  let lap = 0
  let running: Fiber.RuntimeFiber<void, Fatal | WorkerLost> | undefined

  const failed = (unit: number, cause: Cause.Cause<Fatal | WorkerLost>) =>
    Either.match(Cause.failureOrCause(cause), {
      onLeft: (error) => tell({ _tag: "Failed", error, unit }),
      onRight: (cause) => (Cause.isInterruptedOnly(cause) ? Effect.void : crash(cause))
    })

  const obey = (command: Command): Effect.Effect<void, never, Scope.Scope | R> => {
    if (command._tag === "Open") {
      return Effect.matchEffect(open(command.job), {
        onFailure: (error) => tell({ _tag: "NotOpened", error }),
        onSuccess: (job) => {
          opened = job
          return tell({ _tag: "Opened" })
        }
      })
    }
    if (opened === undefined) return Effect.dieMessage(`${command._tag} before it was opened`)
    const { begin, report, run } = opened
    switch (command._tag) {
      case "Begin":
        lap = command.lap
        return begin(command.table, command.since_nanos)
      case "Report":
        return Effect.matchEffect(report, {
          onFailure: (error) => tell({ _tag: "Failed", error }),
          onSuccess: (tally) => tell({ _tag: "Reported", tally })
        })
      case "Interrupt":
        handedOver.splice(1)
        return Effect.zipRight(
          running === undefined ? Effect.void : Fiber.interrupt(running),
          tell({ _tag: "Interrupted" })
        )
      case "Run": {
        const slice = Effect.matchEffect(run(command.spec), {
          onFailure: (error) => tell({ _tag: "Failed", error }),
          onSuccess: () => tell({ _tag: "Done" })
        })
        return Effect.sync(() => {
          running = fork(Effect.tapDefect(slice, crash))
        })
      }
    }
  }

  const performNext = () => {
    const [next] = handedOver
    if (next === undefined || opened === undefined) return
    const [unit, items] = next
    running = fork(opened.perform(items))
    running.addObserver((exit) => {
      if (Exit.isSuccess(exit)) port.send(unit)
      else fork(failed(unit, exit.cause))
      handedOver.shift()
      performNext()
    })
  }

  // each is obeyed as far as it goes at once, so that `Begin` counts for the unit that comes right after it
  port.listen((message) => {
    if (isHandOver(message)) {
      if (handedOver.push(message) === 1) performNext()
    } else fork(Effect.tapDefect(obey(decode(message)), crash))
  })

  const beat = Effect.suspend(() => opened?.take ?? Effect.succeed(null)).pipe(
    Effect.flatMap((tally) => tell({ _tag: "Beat", lap, tally }))
  )
  return yield* Effect.zipRight(Effect.repeat(beat, heartbeat), Effect.never)
})
