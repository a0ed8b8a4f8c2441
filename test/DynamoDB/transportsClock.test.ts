import { assert, describe, it } from "@effect/vitest"
import { Array, Effect, Either } from "effect"
import * as Wire from "../../src/DynamoDB/Wire.ts"
import * as FaultyServer from "../setup/FaultyServer.ts"
import { client, put, refuse, settled, succeed, transports } from "./transports/Transports.ts"

const hourMs = 3_600_000

/** By whose clock it was signed. */
const signedMs = (request: string): number => {
  const [, ...parts] = /x-amz-date: (\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i.exec(request) ?? []
  const [year, month, day, hours, minutes, seconds] = parts
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
}

/** Its clock is ahead; it takes what was signed within the minute, and answers nobody before `patience` have asked. */
const ahead = (aheadMs: number, exception: string, patience = 1) =>
  Effect.gen(function* () {
    const held: Array<() => void> = []
    const server = yield* FaultyServer.make((socket, number, request) => {
      const isTaken = Math.abs(signedMs(request) - Date.now() - aheadMs) < 60_000
      const answer = isTaken ? succeed : refuse(exception, aheadMs)
      held.push(() => answer(socket, number, request))
      if (number + 1 >= patience) for (const answer of held.splice(0)) answer()
    })
    return server
  })

describe.each(transports)("a clock that is wrong, $name", (transport) => {
  it.scopedLive.each([
    [hourMs, "InvalidSignatureException"],
    [-hourMs, "InvalidSignatureException"],
    [hourMs, "SignatureDoesNotMatch"],
    [5 * 365 * 24 * hourMs, "RequestTimeTooSkewed"]
  ] as const)("is set by the server's, %d ms ahead, once that has said %s", ([aheadMs, exception]) =>
    Effect.gen(function* () {
      const server = yield* ahead(aheadMs, exception)
      yield* Effect.gen(function* () {
        assert.deepInclude(yield* Effect.flip(put), { _tag: "Transient", code: exception })
        for (let nth = 0; nth < 5; nth++) assert.deepStrictEqual(yield* put, { consumed: 1 })
      }).pipe(Effect.provide(client(transport, server)))
      assert.strictEqual(server.requests.received, 6)
    })
  )

  it.scopedLive("is worth another try for all who were refused for it at once", () =>
    Effect.gen(function* () {
      const server = yield* ahead(hourMs, "InvalidSignatureException", 4)
      yield* Effect.gen(function* () {
        const many = yield* Effect.all(Array.replicate(Effect.either(put), 4), { concurrency: "unbounded" })
        for (const one of many) {
          const error = Either.getOrThrow(Either.flip(one))
          assert.deepInclude(error, { _tag: "Transient", code: "InvalidSignatureException" })
        }
        assert.deepStrictEqual(yield* put, { consumed: 1 })
      }).pipe(Effect.provide(client(transport, server)))
      yield* settled(Effect.sync(() => server.connections.open === 0))
    })
  )

  it.scopedLive.each([
    ["is right", 0],
    ["is right within minutes", 180_000],
    ["is not told", Number.NaN]
  ] as const)("is not the reason where the server's %s", ([, aheadMs]) =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(refuse("InvalidSignatureException", aheadMs))
      yield* Effect.gen(function* () {
        for (const error of yield* Effect.replicateEffect(Effect.flip(put), 2)) {
          assert.deepInclude(error, { _tag: "Fatal", code: "InvalidSignatureException" })
          assert.match(error.message, /^why: /)
        }
      }).pipe(Effect.provide(client(transport, server)))
    })
  )

  it.scopedLive.each([
    ["AccessDeniedException", "Fatal"],
    ["ResourceNotFoundException", "Fatal"],
    ["ValidationException", "Rejected"],
    ["ProvisionedThroughputExceededException", "Throttled"],
    ["TransactionConflictException", "Transient"]
  ] as const)("is not the reason of a %s", ([exception, _tag]) =>
    Effect.gen(function* () {
      const server = yield* FaultyServer.make(refuse(exception, hourMs))
      yield* Effect.gen(function* () {
        for (const error of yield* Effect.replicateEffect(Effect.flip(put), 2)) {
          assert.deepInclude(error, { _tag, code: exception })
        }
      }).pipe(Effect.provide(client(transport, server)))
    })
  )
})

// the SDK moves its clock by some milliseconds with every answer, and says each time that it has mended it
it.scopedLive("the wire sets its clock once, where the server refuses it for ever", () =>
  Effect.gen(function* () {
    const server = yield* FaultyServer.make(refuse("InvalidSignatureException", hourMs))
    const errors = yield* Effect.replicateEffect(Effect.flip(put), 3).pipe(Effect.provide(client(Wire, server)))
    assert.deepStrictEqual(
      errors.map(({ _tag }) => _tag),
      ["Transient", "Fatal", "Fatal"]
    )
  })
)
