import { assert, it } from "@effect/vitest"
import { Array as Arr, Clock, Effect, Fiber, TestClock } from "effect"
import * as Target from "../../src/DynamoDB/Target.ts"
import { Tables } from "../../src/DynamoDB.ts"
import { Backend, layerEndpoint } from "../../src/Race/Backend.ts"
import { put, refuse } from "../DynamoDB/transports/Transports.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { steady } from "./simulated.ts"

it.effect("simulated, a lap's answers come later by its round trip, exactly", () =>
  Effect.gen(function* () {
    const { beginLap, client } = yield* Backend
    yield* Effect.flatMap(Tables, ({ create }) =>
      create({ name: "items", key: { partition: { name: "id", type: "S" } } })
    )
    const port = client({ transport: "sdk", sockets: 1, reuse: "kept" })
    const taken: Array<number> = []
    for (const rttMs of [20, 0]) {
      yield* beginLap({ rttMs })
      const since = yield* Clock.currentTimeMillis
      const answered = yield* Effect.fork(Effect.zipRight(put, Clock.currentTimeMillis).pipe(Effect.provide(port)))
      yield* TestClock.adjust("1 second")
      taken.push((yield* Fiber.join(answered)) - since)
    }
    assert.deepStrictEqual(taken, [30, 10])
  }).pipe(Effect.provide(steady()))
)

it.scopedLive.each(["sdk", "wire"] as const)("a client does with its connections what is asked for, %s", (transport) =>
  Effect.gen(function* () {
    const opened: Array<number> = []
    for (const reuse of ["kept", "no-keep-alive", "cold"] as const) {
      const server = yield* FaultyServer.make(refuse("ResourceNotFoundException"))
      const backend = layerEndpoint(Target.embedded(server.endpoint), {
        _tag: "Endpoint",
        endpoint: server.endpoint,
        allow_http: false,
        allow_endpoint: false
      })
      yield* Effect.gen(function* () {
        const { beginLap, client } = yield* Backend
        yield* beginLap({ rttMs: 20 })
        yield* Effect.forEach(Arr.range(1, 10), () => Effect.flip(put)).pipe(
          Effect.provide(client({ transport, sockets: 3, reuse }))
        )
      }).pipe(Effect.provide(backend))
      opened.push(server.connections.opened)
    }
    assert.deepStrictEqual(opened, [3, 11, 11])
  })
)
