import { Effect } from "effect"
import type { Channel } from "./Channel.ts"
import { heartbeat } from "./Protocol.ts"

const beatsMissed = 10
/** Until it is open: dozens of workers that start at once wait for a core, and load what they need without a word. */
const beatsToOpen = 60
/** Who starts everything at once holds the event loop up, for minutes, and is not dead while the CPU is at work. */
const beatsHeldUp = 300
/** One of its ticks, by which the system counts: among dozens a worker has no more in a second. */
const atWorkUs = 10_000

/**
 * Tells `lose` of a worker that has been silent for too long. It counts in turns of this event loop, so that a loop that
 * was held up itself takes nobody else for dead.
 */
export const watch = Effect.fnUntraced(function* (channel: Pick<Channel, "cpuUs">, lose: (how: string) => void) {
  let most = beatsToOpen
  let missed = 0
  let heldUp = 0
  let cpuUs = channel.cpuUs()

  const look = Effect.sync(() => {
    const before = cpuUs
    cpuUs = channel.cpuUs()
    if (cpuUs !== undefined && before !== undefined && cpuUs - before >= atWorkUs) heldUp++
    else missed++
    if (missed > most || heldUp > beatsHeldUp) lose(`it has not answered for ${missed + heldUp} s: is it stopped?`)
  })
  yield* Effect.forkScoped(Effect.repeat(look, heartbeat))

  return {
    /** To be called with every word of the worker. */
    heard: () => {
      missed = 0
      heldUp = 0
    },
    /** To be called once it is open. */
    opened: () => {
      most = beatsMissed
    }
  }
})
