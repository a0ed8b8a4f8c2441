import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Either, Layer, Option, TestClock } from "effect"
import { type Destination, gather } from "../../src/Doctor/Gather.ts"
import type { Place } from "../../src/Doctor/Place.ts"
import { DynamoDB } from "../../src/DynamoDB.ts"
import { Fatal, Rejected, type RequestError, Throttled } from "../../src/domain/RequestError.ts"
import { Configuration, Site } from "../../src/Inspection.ts"
import * as Sound from "./sound.ts"

const fatal = (code: string) => new Fatal({ code, message: `said ${code}` })
const { asked } = Sound.sound
const keys = { AWS_ACCESS_KEY_ID: "AKIAUSER", AWS_SECRET_ACCESS_KEY: "hush-hush" }

interface Staged {
  readonly read?: RequestError
  readonly site?: Partial<typeof Site.Service>
  readonly loopback?: boolean
}

const placeOf = ({ loopback = true, read = fatal("ResourceNotFoundException"), site = {} }: Staged): Place => ({
  ...Sound.place,
  loopback,
  client: Layer.mock(DynamoDB, {
    getItem: () => Effect.zipRight(Effect.sleep("7 millis"), Effect.fail(read))
  }),
  site: Layer.mock(Site, {
    line: Effect.succeed(Sound.line),
    table: () => Effect.succeed(Sound.table),
    pointInTime: () => Effect.succeed(true),
    ...site
  })
})

const destinationOf = (staged: Staged): Destination => Option.some(Either.right(placeOf(staged)))

/** What comes of it, and whether somebody was asked for an identity. */
const gathered = (destination: Destination, variables: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    let identities = 0
    const configuration = Layer.succeed(Configuration, {
      client: Effect.succeed(Sound.client),
      identity: Effect.sync(() => {
        identities++
        return Sound.identity
      })
    })
    const fiber = yield* Effect.fork(
      gather(asked, destination).pipe(
        Effect.provide(configuration),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
      )
    )
    yield* TestClock.adjust("10 seconds")
    return { ...(yield* fiber), identities }
  })

describe("what is looked at", () => {
  it.effect("is this machine alone where no place is named", () =>
    Effect.gen(function* () {
      const { facts, identities, unseen } = yield* gathered(Option.none())
      assert.deepStrictEqual(
        [facts.place._tag, facts.trips._tag, facts.line._tag, facts.table._tag, facts.pointInTime._tag, unseen.length],
        ["NotAsked", "NotAsked", "NotAsked", "NotAsked", "NotAsked", 0]
      )
      assert.strictEqual(identities, 0)
    })
  )

  it.effect("is everything of a place", () =>
    Effect.gen(function* () {
      const { facts, unseen } = yield* gathered(destinationOf({}))
      const { line, place, pointInTime, table, trips } = Sound.sound
      assert.deepStrictEqual([facts.line, facts.pointInTime, facts.table], [line, pointInTime, table])
      assert.strictEqual(facts.place._tag, place._tag)
      assert.strictEqual(facts.trips._tag, trips._tag)
      assert.deepStrictEqual(unseen, [])
    })
  )
})

describe("an identity is asked for", () => {
  it.effect.each([
    { name: "in the environment alone", destination: Option.none(), variables: keys, times: 1 },
    { name: "nowhere, by whoever has none", destination: destinationOf({}), variables: {}, times: 0 },
    { name: "in no profile", destination: destinationOf({}), variables: { ...keys, AWS_PROFILE: "work" }, times: 0 },
    {
      name: "wherever the SDK would, far off",
      destination: destinationOf({ loopback: false }),
      variables: {},
      times: 1
    },
    {
      name: "wherever the SDK would, for a place that is not found",
      destination: Option.some(Either.left({ message: "no AWS region" })),
      variables: {},
      times: 1
    }
  ])("$name", ({ destination, times, variables }) =>
    Effect.gen(function* () {
      const { identities } = yield* gathered(destination, variables)
      assert.strictEqual(identities, times)
    })
  )
})

describe("a round trip", () => {
  it.effect("is what a read takes, whatever DynamoDB says to it", () =>
    Effect.gen(function* () {
      for (const read of [
        fatal("AccessDeniedException"),
        new Throttled({ code: "ThrottlingException", reasons: [] }),
        new Rejected({ code: "ValidationException", message: "" })
      ]) {
        const { facts } = yield* gathered(destinationOf({ read }))
        assert.deepStrictEqual(facts.trips, {
          _tag: "Known",
          value: { coldMs: 7, p50Ms: 7, p99Ms: 7, samples: 100, refused: null }
        })
      }
    })
  )

  it.effect("tells by which word credentials are refused", () =>
    Effect.gen(function* () {
      const { facts } = yield* gathered(destinationOf({ read: fatal("ExpiredTokenException") }))
      assert.strictEqual(facts.trips._tag === "Known" && facts.trips.value.refused, "ExpiredTokenException")
    })
  )

  it.effect("that comes to nothing is the last thing that is tried", () =>
    Effect.gen(function* () {
      const site = { line: Effect.dieMessage("asked"), table: () => Effect.dieMessage("asked") }
      const { facts } = yield* gathered(destinationOf({ read: fatal("ECONNREFUSED"), site }))
      assert.deepStrictEqual(facts.trips, { _tag: "Failed", why: "said ECONNREFUSED" })
    })
  )
})

describe("what is not seen", () => {
  it.effect("is told with the permission that was missing", () =>
    Effect.gen(function* () {
      const denied = fatal("AccessDeniedException")
      const { facts, unseen } = yield* gathered(
        destinationOf({ site: { table: () => denied, pointInTime: () => denied } })
      )
      assert.deepStrictEqual([facts.table._tag, facts.pointInTime._tag], ["NotAsked", "NotAsked"])
      assert.deepStrictEqual(unseen, [
        { what: "the table", why: "needs dynamodb:DescribeTable", permission: "dynamodb:DescribeTable" },
        {
          what: "point-in-time recovery",
          why: "needs dynamodb:DescribeContinuousBackups",
          permission: "dynamodb:DescribeContinuousBackups"
        }
      ])
    })
  )

  it.effect("is told with the server's words where it has no such operation", () =>
    Effect.gen(function* () {
      const { unseen } = yield* gathered(
        destinationOf({ site: { pointInTime: () => fatal("UnknownOperationException") } })
      )
      assert.deepStrictEqual(unseen, [
        { what: "point-in-time recovery", why: "said UnknownOperationException", permission: null }
      ])
    })
  )

  it.effect("is no table that is not there", () =>
    Effect.gen(function* () {
      const site = { table: () => fatal("ResourceNotFoundException"), pointInTime: () => Effect.dieMessage("asked") }
      const { facts, unseen } = yield* gathered(destinationOf({ site }))
      assert.isTrue(facts.table._tag === "Known" && Option.isNone(facts.table.value))
      assert.deepStrictEqual(unseen, [])
    })
  )
})
