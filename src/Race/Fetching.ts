import { Context, Effect, Layer } from "effect"
import type { Item } from "../domain/Item.ts"
import type { Table } from "../domain/Job.ts"
import { Fatal, type RequestError } from "../domain/RequestError.ts"
import * as Url from "../domain/Url.ts"
import type { Urls as UrlsSpec } from "../domain/WorkloadSpec.ts"
import * as Operations from "../Operations.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import * as Client from "../Web/Client.ts"
import { Web } from "../Web.ts"
import * as Urls from "../Workload/Urls.ts"
import type { Workload } from "../Workload.ts"
import type { CourseOf } from "./Course.ts"
import * as Expected from "./Expected.ts"
import { Venue } from "./Venue.ts"

const inFlight = 16

/** Refused before the race: the code of an error that says which URL cannot be raced over. */
export const unfit = "UnfitUrl"

const whyOf = (url: string, error: RequestError): string => {
  switch (error._tag) {
    case "Throttled":
      return `${url} answers with ${error.code}, again and again: race fewer URLs at once, or a server that takes more`
    case "Transient":
      return `${url} gives no whole answer (${error.code}): look at its server, or leave the URL out`
    case "Rejected":
      return `${error.message}: leave the URL out, or name the one that it should be`
    case "Fatal":
      return `${url}: ${error.message}`
  }
}

/** Fetches every URL once: how many bytes each is answered with. */
const look = Effect.fnUntraced(function* ({ items }: Urls.List) {
  const { schedule } = yield* RetryPolicy
  const web = Context.get(yield* Layer.build(Client.layer({ sockets: inFlight, reuse: "kept" })), Web)
  const lengths = new Map<string, number>()
  yield* Effect.forEach(
    new Set(Array.from(items, (item) => Url.fromItem(item))),
    (url) =>
      Effect.retry(web.get(url), schedule).pipe(
        Effect.mapError((error) => new Fatal({ code: unfit, message: whyOf(url, error) })),
        Effect.map(({ bytes }) => lengths.set(url, bytes))
      ),
    { concurrency: inFlight, discard: true }
  )
  return lengths
}, Effect.scoped)

/** So many URLs, or near enough to it to fetch each as often as all others, where there are enough for that. */
const elementsOf = (n: number, { urls }: UrlsSpec): number => (n < urls ? n : Math.round(n / urls) * urls)

/** The answers that are expected, without those that were given up. */
function* answersTo(
  workload: Workload,
  lengths: ReadonlyMap<string, number>,
  rejected: ReadonlyMap<string, number>
): Generator<Item> {
  const left = new Map(rejected)
  for (const element of workload) {
    const url = Url.fromItem(element)
    const skipped = left.get(url) ?? 0
    if (skipped > 0) left.set(url, skipped - 1)
    else yield Url.answered(url, lengths.get(url) ?? 0)
  }
}

/** Laps that fetch the URLs from the first on, each once a pass; all are answered alike in every one of them. */
export const make = Effect.fn("Fetching.make")(function* (
  list: Urls.List,
  telling: <A, E>(looking: Effect.Effect<A, E>) => Effect.Effect<A, E>
) {
  const looked = yield* Effect.cached(telling(look(list)))
  const table: Table = { name: list.spec.path, key: Url.key }
  const courseOf: CourseOf = () =>
    Effect.map(looked, (lengths) => ({
      next: Effect.succeed({ table, prefix: "", wrote: () => Effect.void }),
      available: Number.POSITIVE_INFINITY,
      whole: false,
      inParts: true,
      take: (_, n) => Urls.make(list, elementsOf(n, list.spec)),
      verify: (_, workload, tally) =>
        Effect.sync(() => Expected.verdictOf(Expected.of(answersTo(workload, lengths, tally.rejectedKeys)), tally))
    }))
  return courseOf
})

/** The web, as far as the URLs lead. */
export const venue = (host: string): Layer.Layer<Venue> =>
  Layer.succeed(Venue, {
    name: "http",
    host,
    latency: null,
    requests: () => ({ operation: { _tag: "http" } }),
    operation: ({ traits }, sockets) => Operations.layerWeb({ client: traits.client, sockets }),
    beginLap: () => Effect.void,
    report: Effect.succeedNone,
    gone: Effect.never
  })
