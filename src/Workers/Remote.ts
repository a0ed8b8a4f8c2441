import { type Context, Deferred, Duration, Effect, Either, MutableRef, Schema } from "effect"
import type { Job } from "../domain/Job.ts"
import { type Fatal, type RequestError, WorkerLost } from "../domain/RequestError.ts"
import type { TallyData } from "../domain/TallyData.ts"
import type { Lap, Running } from "../Lap.ts"
import * as Metrics from "../Metrics.ts"
import type { Place, Worker } from "../Workers.ts"
import type { Channel } from "./Channel.ts"
import { Answer, Command } from "./Protocol.ts"
import * as Pulse from "./Pulse.ts"

/** A worker as those see it who have started it. */
export interface Remote extends Worker {
  /** Brings home what it has seen and used in the lap that runs here. */
  readonly report: Effect.Effect<void, Fatal | WorkerLost>
}

type Resume<E> = (outcome: Effect.Effect<void, E>) => void

/** How long what is in flight may take to end. */
const patience = Duration.seconds(5)

const encode = Schema.encodeSync(Command)
const decode = Schema.decodeUnknownEither(Answer)

/** Opens the job at the other end of the channel, and speaks here for the worker that does it. */
export const open = Effect.fnUntraced(function* (
  channel: Channel,
  place: Place,
  job: Job,
  lap: Context.Tag.Service<Lap>
) {
  const death = yield* Deferred.make<never, WorkerLost>()
  const clock = yield* Effect.clock
  const asked: Array<{ readonly answer: Answer["_tag"]; readonly resume: Resume<Fatal | WorkerLost> }> = []
  const units = new Map<number, Resume<Fatal | WorkerLost>>()
  let handedOver = 0
  let opening: Resume<RequestError | WorkerLost> | undefined
  let joined: Running | undefined
  let before: Running | undefined
  let laps = 0
  let lost: WorkerLost | undefined

  const lose = (how: string) => {
    lost ??= new WorkerLost({ message: `a ${place} was lost (${how})` })
    Deferred.unsafeDone(death, Effect.fail(lost))
    for (const resume of units.values()) resume(Effect.fail(lost))
    units.clear()
  }

  const tallied = (seen: TallyData, running = joined) => {
    running?.tally.add(seen)
    if (running !== undefined) Metrics.add(seen, running.labels)
  }

  /** Nobody may wait for it any more: whoever asked was interrupted. */
  const answered = (answer: Answer["_tag"], outcome: Effect.Effect<void, Fatal | WorkerLost>) => {
    const first = asked.findIndex((one) => one.answer === answer)
    if (first >= 0) asked.splice(first, 1)[0]?.resume(outcome)
  }

  const failed = (error: Fatal | WorkerLost) => {
    const asking = asked.find(({ answer }) => answer !== "Interrupted")
    if (asking !== undefined) answered(asking.answer, Effect.fail(error))
  }

  const handedBack = (unit: number, outcome: Effect.Effect<void, Fatal | WorkerLost>) => {
    const resume = units.get(unit)
    units.delete(unit)
    resume?.(outcome)
  }

  const hear = (answer: Answer) => {
    switch (answer._tag) {
      case "Opened":
        pulse.opened()
        return opening?.(Effect.void)
      case "NotOpened":
        return opening?.(Effect.fail(answer.error))
      case "Beat":
        // one of an interrupted lap may still be on its way when the next begins
        return answer.tally === null ? undefined : tallied(answer.tally, answer.lap === laps ? joined : before)
      case "Done":
        return answered("Done", Effect.void)
      case "Reported":
        tallied(answer.tally)
        return answered("Reported", Effect.void)
      case "Interrupted":
        return answered("Interrupted", Effect.void)
      case "Failed":
        return answer.unit === undefined ? failed(answer.error) : handedBack(answer.unit, Effect.fail(answer.error))
    }
  }

  const pulse = yield* Pulse.watch(channel, lose)

  channel.listen({
    ended: lose,
    message: (message) => {
      pulse.heard()
      if (typeof message === "number") return handedBack(message, Effect.void)
      Either.match(decode(message), { onLeft: ({ message }) => lose(message), onRight: hear })
    }
  })

  const unlessLost = Effect.raceFirst(Deferred.await(death))

  const ask = (command: Command, answer: Answer["_tag"]) =>
    Effect.async<void, Fatal | WorkerLost>((resume) => {
      const one = { answer, resume }
      asked.push(one)
      channel.send(encode(command))
      return Effect.sync(() => {
        const place = asked.indexOf(one)
        if (place >= 0) asked.splice(place, 1)
      })
    }).pipe(unlessLost)

  /** For fibers that are being interrupted themselves: nothing that they wait for could be given up otherwise. */
  const interrupt = Effect.interruptible(ask({ _tag: "Interrupt" }, "Interrupted")).pipe(
    Effect.timeout(patience),
    Effect.ignore,
    // who is told a second time to end passes it on to all fibers below
    Effect.daemonChildren
  )

  /** Lets the worker join the lap that runs here, where it has not yet. */
  const join = () => {
    const running = MutableRef.get(lap.current)
    if (running === joined) return
    before = joined
    joined = running
    laps++
    const since_nanos = clock.unsafeCurrentTimeNanos() - running.tally.startedNanos
    channel.send(encode({ _tag: "Begin", lap: laps, table: running.table, since_nanos }))
  }

  yield* Effect.async<void, RequestError | WorkerLost>((resume) => {
    opening = resume
    channel.send(encode({ _tag: "Open", job }))
  }).pipe(unlessLost)

  return {
    run: ({ spec }) =>
      Effect.suspend(() => {
        join()
        return ask({ _tag: "Run", spec }, "Done")
      }).pipe(Effect.onInterrupt(() => interrupt)),
    perform: (unit) =>
      Effect.async((resume) => {
        if (lost !== undefined) return resume(Effect.fail(lost))
        join()
        const number = handedOver++
        units.set(number, resume)
        channel.send([number, unit])
        return Effect.suspend(() => {
          const dropped = Array.from(units.values())
          units.clear()
          return Effect.ensuring(
            interrupt,
            Effect.sync(() => {
              for (const resume of dropped) resume(Effect.interrupt)
            })
          )
        })
      }),
    report: Effect.suspend(() => {
      join()
      return ask({ _tag: "Report" }, "Reported")
    })
  } satisfies Remote
})
