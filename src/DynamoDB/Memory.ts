import { Context, Duration, Effect, Either, Layer } from "effect"
import { DynamoDB, Tables } from "../DynamoDB.ts"
import type { LapConditions, Conditions as Weather } from "../domain/Conditions.ts"
import type { Item } from "../domain/Item.ts"
import type { KeyCondition } from "../domain/KeyCondition.ts"
import { Fatal, type RequestError, Transient } from "../domain/RequestError.ts"
import * as Conditions from "./Conditions.ts"
import { fromException } from "./Failure.ts"
import type { Answer, Engine } from "./Memory/Engine.ts"
import * as Exceptions from "./Memory/Exceptions.ts"
import * as MemoryEngine from "./Memory/MemoryEngine.ts"

/** What laps change of the DynamoDB in memory. */
export class Memory extends Context.Tag("millrace/DynamoDB/Memory")<
  Memory,
  { readonly beginLap: (conditions: LapConditions) => Effect.Effect<void> }
>() {}

const toEffect = <A>(answer: Answer<A>): Effect.Effect<A, RequestError> => Effect.mapError(answer, fromException)

const answerAfter = <A>(ms: number, answer: Effect.Effect<A, RequestError>): Effect.Effect<A, RequestError> =>
  ms > 0 ? Effect.zipRight(Effect.sleep(Duration.millis(ms)), answer) : answer

const crashed = new Fatal({
  code: "ECONNREFUSED",
  message: "the DynamoDB in memory has crashed, as its fault plan says"
})

/** A request is carried out when it arrives, and answered one latency later. */
const inWeather = (sampler: Conditions.Sampler) => {
  let alive = true

  return <A>(carryOut: () => Answer<A>, leaveUnprocessed: () => Answer<A>): Effect.Effect<A, RequestError> =>
    Effect.suspend(() => {
      if (!alive) return crashed
      const fault = sampler.nextFault()
      const latencyMs = sampler.nextLatencyMs()
      if (fault === undefined) return answerAfter(latencyMs, toEffect(carryOut()))
      switch (fault._tag) {
        case "throttle":
          return answerAfter(latencyMs, toEffect(Either.left(Exceptions.throttled(fault.reasons))))
        case "unprocessed":
          return answerAfter(latencyMs, toEffect(leaveUnprocessed()))
        case "delay":
          return answerAfter(latencyMs + fault.ms, toEffect(carryOut()))
        case "reset":
          if (fault.when === "after") carryOut()
          return answerAfter(latencyMs, new Transient({ code: "ECONNRESET" }))
        case "truncate":
          carryOut()
          return answerAfter(latencyMs, new Transient({ code: "TruncatedAnswer" }))
        case "crash":
          alive = false
          return crashed
      }
    })
}

interface Found {
  readonly items: ReadonlyArray<Item>
  readonly unprocessed: ReadonlyArray<Item>
  readonly consumed: number
}

/** Requests that carry a single thing cannot come back in part: they are refused instead. */
const refuse = (): Answer<never> => Either.left(Exceptions.throttled([]))

const conditionsOf = ({ partition: { name, value }, sort }: KeyCondition) => [
  { name, comparison: { _tag: "=", value } as const },
  ...(sort === undefined ? [] : [sort])
]

const dataPlane = (engine: Engine, sampler: Conditions.Sampler): Context.Tag.Service<DynamoDB> => {
  const request = inWeather(sampler)
  return {
    putItem: (put) => request(() => Either.map(engine.putItem(put), ({ units }) => ({ consumed: units })), refuse),

    batchWriteItem: ({ requests, table }) =>
      request(
        () =>
          Either.map(engine.batchWriteItem([{ table, requests }]), (tables) => ({
            unprocessed: [],
            consumed: tables.reduce((sum, { units }) => sum + units, 0)
          })),
        () => Either.right({ unprocessed: requests, consumed: 0 })
      ),

    getItem: (get) =>
      request(() => Either.map(engine.getItem(get), ({ item, units }) => ({ item, consumed: units })), refuse),

    batchGetItem: (get) =>
      request<Found>(
        () =>
          Either.map(engine.batchGetItem([get]), (tables) => ({
            items: tables.flatMap(({ items }) => items),
            unprocessed: tables.flatMap(({ unprocessed }) => unprocessed),
            consumed: tables.reduce((sum, { units }) => sum + units, 0)
          })),
        () => Either.right({ items: [], unprocessed: get.keys, consumed: 0 })
      ),

    scanPage: (scan) =>
      request(
        () => Either.map(engine.scanPage(scan), ({ items, next, units }) => ({ items, next, consumed: units })),
        refuse
      ),

    queryPage: ({ attributes, condition, forward = true, ...query }) =>
      request(
        () =>
          Either.map(
            engine.queryPage({
              ...query,
              forward,
              conditions: conditionsOf(condition),
              projection: attributes?.map((name) => [name] as const)
            }),
            ({ items, next, units }) => ({ items, next, consumed: units })
          ),
        refuse
      )
  }
}

const controlPlane = (engine: Engine): Context.Tag.Service<Tables> => {
  const describe = (name: string) =>
    Effect.map(
      Effect.suspend(() => toEffect(engine.describeTable(name))),
      ({ sizeBytes: _, ...table }) => table
    )
  return {
    create: (table) => Effect.asVoid(Effect.suspend(() => toEffect(engine.createTable(table)))),
    untilActive: (name) => Effect.asVoid(describe(name)),
    describe,
    list: Effect.gen(function* () {
      const names: Array<string> = []
      let start: string | undefined
      do {
        const page = yield* toEffect(engine.listTables({ start }))
        names.push(...page.names)
        start = page.last
      } while (start !== undefined)
      return names
    }),
    tags: (name) => Effect.suspend(() => toEffect(engine.tagsOf(name))),
    remove: (name) =>
      Effect.suspend(() => toEffect(engine.deleteTable(name))).pipe(
        Effect.asVoid,
        Effect.catchTag("Fatal", (error) =>
          error.code === Exceptions.tableMissing.name ? Effect.void : Effect.fail(error)
        )
      )
  }
}

/**
 * DynamoDB over tables in memory, on Effect's Clock; each build of the layer has tables of its own. Requests of the
 * data plane meet the weather, those of the control plane are answered at once.
 */
export const layer = (weather: Weather): Layer.Layer<DynamoDB | Tables | Memory> =>
  Layer.syncContext(() => {
    const engine = MemoryEngine.make()
    const sampler = Conditions.make(weather)
    return Context.make(DynamoDB, dataPlane(engine, sampler)).pipe(
      Context.add(Tables, controlPlane(engine)),
      Context.add(Memory, { beginLap: (conditions) => Effect.sync(() => sampler.beginLap(conditions)) })
    )
  })
