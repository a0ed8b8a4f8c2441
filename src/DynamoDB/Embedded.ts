import type { ChildProcess } from "node:child_process"
import { Context, Deferred, Duration, Effect, Layer, Schedule, Schema } from "effect"
import type { Conditions, LapConditions } from "../domain/Conditions.ts"
import type { EngineReport } from "../domain/EngineReport.ts"
import { Fatal } from "../domain/RequestError.ts"
import * as Fork from "../Fork.ts"
import * as Control from "./Embedded/Control.ts"

/** The DynamoDB of this program: tables in memory behind HTTP, in a process of its own, on the loopback interface alone. */
export class Embedded extends Context.Tag("millrace/DynamoDB/Embedded")<
  Embedded,
  {
    readonly endpoint: string
    /** From here on the report counts, and these conditions hold. */
    readonly beginLap: (conditions: LapConditions) => Effect.Effect<void, Fatal>
    /** Of the lap begun last. */
    readonly report: Effect.Effect<EngineReport, Fatal>
    /** Fails with code `EngineDied` when the engine's process ends before its scope does, `EngineHangs` when it is stopped. */
    readonly gone: Effect.Effect<never, Fatal>
  }
>() {}

/** Fails with code `EngineDied`, whoever waits, once the process has ended. */
interface Engine {
  readonly ask: (command: Control.Command) => Effect.Effect<Control.Answer, Fatal>
  readonly exited: Effect.Effect<never, Fatal>
}

const died = (how: string) =>
  new Fatal({ code: "EngineDied", message: `the embedded DynamoDB ended unexpectedly (${how})` })

const patience = Duration.seconds(10)

const hangs = new Fatal({
  code: "EngineHangs",
  message: `the embedded DynamoDB has not answered for ${Duration.format(patience)}: is its process stopped?`
})

/** Looks after an engine that neither ends nor answers. */
const heartbeat = Schedule.spaced("2 seconds")

const decode = Schema.decodeUnknown(Control.Answer)
const encode = Schema.encodeSync(Control.Command)

const attend = Effect.fnUntraced(function* (child: ChildProcess) {
  const death = yield* Deferred.make<never, Fatal>()
  const exited = Deferred.await(death)
  const waiting: Array<(answer: Effect.Effect<Control.Answer, Fatal>) => void> = []
  const lastWords = Fork.lastWords(child.stderr)

  const mourn = (how: string) => {
    Deferred.unsafeDone(death, Effect.fail(died(how)))
    for (const resume of waiting.splice(0)) resume(exited)
  }
  child.once("error", (error) => mourn(error.message))
  child.once("close", (code, signal) => mourn(`${signal ?? `exit code ${code}`}${lastWords()}`))
  child.on("message", (message) => waiting.shift()?.(Effect.orDie(decode(message))))

  const engine: Engine = {
    exited,
    ask: (command) =>
      Effect.async<Control.Answer, Fatal>((resume) => {
        waiting.push(resume)
        child.send(encode(command), (error) => {
          if (error !== null) resume(exited)
        })
      }).pipe(Effect.timeoutFail({ duration: patience, onTimeout: () => hangs }))
  }
  return engine
})

const notReady = ({ code, message }: Extract<Control.Answer, { readonly _tag: "NotReady" }>, port: number) =>
  code === "EADDRINUSE"
    ? new Fatal({
        code: "PortInUse",
        message: `port ${port} of 127.0.0.1 is in use: name another one, or --port 0 for a free one`
      })
    : new Fatal({
        code: "PortRefused",
        message: `port ${port} of 127.0.0.1 cannot be had (${message}): --port 0 takes a free one`
      })

const unexpected = (answer: Control.Answer) => Effect.dieMessage(`unexpected answer of the engine: ${answer._tag}`)

const make = Effect.fnUntraced(function* ({ conditions, port = 0 }: Options) {
  const engine = yield* Effect.flatMap(Fork.fork("engine", { leads: false }), attend)
  const started = yield* engine.ask({ _tag: "Start", conditions, port })
  if (started._tag === "NotReady") return yield* notReady(started, port)
  if (started._tag !== "Ready") return yield* unexpected(started)
  return Embedded.of({
    endpoint: `http://127.0.0.1:${started.port}`,
    beginLap: (conditions) => Effect.asVoid(engine.ask({ _tag: "BeginLap", ...conditions })),
    report: Effect.flatMap(engine.ask({ _tag: "Report" }), (answer) =>
      answer._tag === "Reported" ? Effect.succeed(answer.report) : unexpected(answer)
    ),
    gone: Effect.raceFirst(
      engine.exited,
      Effect.zipRight(Effect.repeat(engine.ask({ _tag: "Report" }), heartbeat), Effect.never)
    )
  })
})

export interface Options {
  readonly conditions: Conditions
  /** A free one where it is 0 or not given; Fatal with code `PortInUse` where it is taken. */
  readonly port?: number | undefined
}

/** The process starts and ends with the layer's scope. */
export const layer = (options: Options): Layer.Layer<Embedded, Fatal> => Layer.scoped(Embedded, make(options))
