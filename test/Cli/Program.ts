import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert } from "@effect/vitest"
import { Deferred, Effect, Schema, type Scope } from "effect"
import { RaceResult } from "../../src/domain/RaceResult.ts"
import * as Processes from "../setup/Processes.ts"

const program = fileURLToPath(new URL("../../dist/bin.js", import.meta.url))
const data = fileURLToPath(new URL("../../node_modules/vega-datasets/data/", import.meta.url))

/** A file of vega-datasets. */
export const dataset = (name: string): string => `${data}${name}`

export interface Options {
  /** Over the usual one; undefined is a variable that is not there. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** The working directory of this process where it is not said. */
  readonly cwd?: string
  /** Closed as `| head` closes it: before anything is read. */
  readonly closed?: "stdout" | "stderr"
  /** Whether it may print a stack trace; nothing else may. */
  readonly traced?: boolean
}

export interface Ended {
  /** null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  /** To the whole process group, as a terminal does; `SIGTERM` and `SIGKILL` to the program alone. */
  readonly signal: (signal: "SIGINT" | "SIGTERM" | "SIGKILL") => Effect.Effect<void>
  /** Waits until this stands in the output. */
  readonly said: (pattern: RegExp) => Effect.Effect<string>
  readonly ended: Effect.Effect<Ended>
}

const until = <A>(look: Effect.Effect<A>, isIt: (a: A) => boolean): Effect.Effect<A> =>
  Effect.gen(function* () {
    while (true) {
      const seen = yield* look
      if (isIt(seen)) return seen
      yield* Effect.sleep("20 millis")
    }
  })

const stack = /^\s+at .+:\d+:\d+\)?$|Node\.js v\d|^node:internal/m

const environment = (env: Options["env"]) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "us-east-1",
  ...env
})

const kill = ({ exitCode, pid, signalCode }: ChildProcess) =>
  Effect.sync(() => {
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL")
  })

/** The built program, in a process group of its own, killed with the scope. */
export const start = (args: ReadonlyArray<string>, options: Options = {}): Effect.Effect<Running, never, Scope.Scope> =>
  Effect.gen(function* () {
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, [program, ...args], {
          detached: true,
          env: environment(options.env),
          cwd: options.cwd,
          stdio: ["ignore", "pipe", "pipe"]
        })
      ),
      kill
    )
    const { pid } = child
    if (pid === undefined) return yield* Effect.dieMessage("the program does not start")
    const output = { stdout: "", stderr: "" }
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text
    })
    if (options.closed !== undefined) child[options.closed].destroy()
    const ended = yield* Deferred.make<Ended>()
    child.once("close", (code) => Deferred.unsafeDone(ended, Effect.succeed({ code, ...output })))
    return {
      pid,
      ended: Effect.tap(Deferred.await(ended), ({ stderr, stdout }) =>
        Effect.sync(() => options.traced === true || assert.notMatch(stdout + stderr, stack))
      ),
      signal: (signal) =>
        Effect.sync(() => {
          process.kill(signal === "SIGINT" ? -pid : pid, signal)
        }),
      said: (pattern) =>
        until(
          Effect.sync(() => output.stdout + output.stderr),
          (text) => pattern.test(text)
        )
    }
  })

/** Waits for it, unless the program is over before. */
export const reach = <A>(it: Effect.Effect<A>, { ended }: Running): Effect.Effect<A> =>
  Effect.raceFirst(
    it,
    Effect.flatMap(ended, ({ stderr, stdout }) => Effect.dieMessage(`over before its time: ${stdout}${stderr}`))
  )

/** Runs the built program to its end. Whatever it is told, it prints no stack trace. */
export const run = (args: ReadonlyArray<string>, options: Options = {}): Effect.Effect<Ended> =>
  Effect.scoped(Effect.flatMap(start(args, options), ({ ended }) => ended))

/** The children of a process, once it has one. */
export const children = (pid: number): Effect.Effect<ReadonlyArray<number>> =>
  until(
    Effect.map(Processes.all, (all) => all.filter(({ parent }) => parent === pid).map(({ pid }) => pid)),
    (pids) => pids.length > 0
  )

/** Waits until none of these is there any more. */
export const gone = (pids: ReadonlyArray<number>): Effect.Effect<void> =>
  Effect.asVoid(until(Processes.all, (all) => all.every(({ pid }) => !pids.includes(pid))))

export const resultOf = Schema.decodeUnknownSync(Schema.parseJson(RaceResult))

/** A race that is over as soon as may be. */
export const brief = ["--rounds", "1", "--lap-time", "50ms", "--latency", "none"]
