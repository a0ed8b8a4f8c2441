import { createHash } from "node:crypto"
import { Clock, Effect, Layer, MutableQueue } from "effect"
import type { CpuWork } from "../domain/CpuWork.ts"
import { Operation } from "../Operation.ts"

const chunkBytes = 2 ** 20

/** One SHA-256 over so many bytes, all of them from one buffer: no garbage but the digest. */
const digestOf = (bytes: number): (() => void) => {
  const chunk = Buffer.alloc(Math.min(bytes, chunkBytes))
  const chunks = Math.floor(bytes / chunkBytes)
  const rest = chunk.subarray(0, bytes % chunkBytes)
  return () => {
    const hash = createHash("sha256")
    for (let nth = 0; nth < chunks; nth++) hash.update(chunk)
    hash.update(rest).digest()
  }
}

/** A unit whose items want the core; `left` is 0 once nobody waits for it any more. */
interface Task {
  left: number
  readonly done: () => void
}

/** Does so many items' work; who comes first is served first, as if the thread did it without a break. */
const makeCore = (digest: () => void): ((items: number) => Effect.Effect<void>) => {
  const waiting = MutableQueue.unbounded<Task>()
  let current: Task | undefined
  const turn = () => {
    if (current === undefined) return
    if (current.left > 0) {
      digest()
      current.left -= 1
    }
    if (current.left === 0) {
      current.done()
      current = MutableQueue.poll(waiting, undefined)
    }
    if (current !== undefined) setImmediate(turn)
  }
  // The event loop turns before every item. A strategy that starts everything at once would else keep sockets and
  // heartbeats waiting for as long as all its items take; a `setImmediate` each would, too, for those run in one turn.
  return (items) =>
    Effect.async((resume) => {
      const task: Task = { left: items, done: () => resume(Effect.void) }
      if (current === undefined) {
        current = task
        setImmediate(turn)
      } else {
        MutableQueue.offer(waiting, task)
      }
      return Effect.sync(() => {
        task.left = 0
      })
    })
}

/** Does the work of every item of a unit, one item at a time, and then hands the unit on. */
export const layer = (work: CpuWork): Layer.Layer<Operation, never, Operation> =>
  Layer.effect(
    Operation,
    Effect.map(Operation, (operation) => {
      const workOn = makeCore(digestOf(work.bytes))
      return Operation.of({
        keyOf: (item) => operation.keyOf(item),
        perform: (unit) => Effect.zipRight(workOn(unit.length), operation.perform(unit))
      })
    })
  )

const sampleBytes = 2 ** 19
const samplesAtMost = 200
const samplingNanos = 200_000_000n

/** How many bytes take one core so long: by the fastest of many samples, which nobody else on the machine disturbed. */
export const calibrate = (ms: number): Effect.Effect<CpuWork> =>
  Effect.map(
    Clock.clockWith((clock) =>
      Effect.sync(() => {
        const digest = digestOf(sampleBytes)
        const begun = clock.unsafeCurrentTimeNanos()
        let fastest = Number.POSITIVE_INFINITY
        let now = begun
        for (let nth = 0; nth < samplesAtMost && now - begun < samplingNanos; nth++) {
          const before = now
          digest()
          now = clock.unsafeCurrentTimeNanos()
          fastest = Math.min(fastest, Number(now - before))
        }
        return fastest
      })
    ),
    (nanos) => ({ ms, bytes: Math.round((ms * 1e6 * sampleBytes) / nanos) })
  )
