import { Effect, Layer } from "effect"
import * as Key from "../domain/Key.ts"
import * as Url from "../domain/Url.ts"
import { Operation } from "../Operation.ts"
import type { Outcome } from "../Tally.ts"
import { Web } from "../Web.ts"
import * as Sending from "./Sending.ts"

const read = (): Outcome => "read"

/** URLs, each fetched whole and its bytes counted. One that is answered with anything but success is tallied as rejected. */
export const layer = Layer.effect(
  Operation,
  Effect.gen(function* () {
    const { get } = yield* Web
    const { attempt, begin, settle } = yield* Sending.make

    const fetch = (url: string) =>
      Effect.suspend(() => {
        const job = begin()
        return settle(
          job,
          attempt(
            job,
            1,
            Effect.map(get(url), ({ bytes }) => ({ bytes, consumed: 0 })),
            ({ bytes }, nowNanos) => {
              job.tally.read([Url.answered(url, bytes)], job.handedOverNanos, nowNanos)
              return Effect.void
            },
            read
          ),
          ({ code }) => Sending.reject(job, [url], code)
        )
      })

    return Operation.of({
      keyOf: (element) => Key.toText(Url.key, element),
      perform: (unit) => Effect.forEach(unit, (element) => fetch(Url.fromItem(element)), { discard: true })
    })
  })
)
