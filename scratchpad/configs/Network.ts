import { Context, Data, Effect, Layer, Ref } from "effect"
import type { Config } from "./Config.ts"

export class Unreachable extends Data.TaggedError("Unreachable")<{ readonly message: string }> {}

export class Network extends Context.Tag("millrace/scratchpad/configs/Network")<
  Network,
  {
    readonly connect: (config: Config) => Effect.Effect<void, Unreachable>
    /** Attempts to connect that came to an end, one way or the other, and were not interrupted. */
    readonly settled: Effect.Effect<number>
  }
>() {
  /** Hosts answer after so many milliseconds; whoever is not listed never does. */
  static readonly layer = (hosts: Readonly<Record<string, number>>) =>
    Layer.effect(
      Network,
      Effect.map(Ref.make(0), (settled) =>
        Network.of({
          settled,
          connect: Effect.fn("Network.connect")(function* ({ host, timeout }) {
            const latency = hosts[host]
            yield* latency === undefined ? Effect.sleep(timeout) : Effect.sleep(latency)
            yield* Ref.update(settled, (n) => n + 1)
            if (latency === undefined) return yield* new Unreachable({ message: `${host} does not answer` })
          })
        })
      )
    )
}
