import type { WriteSummary } from "../domain/WriteSummary.ts"
import { percentilesOf, perSecond } from "../Race/LapResult.ts"
import * as Tally from "../Tally.ts"
import type { Rejected } from "./Windows.ts"

const rejectionsKept = 10

/** What writing has come to so far, in memory that does not grow with it. */
export class Progress {
  /** Of the source: so many of its first values are written or rejected, all of them. */
  settled = 0
  durationMs = 0
  readonly #tally = new Tally.Tally(0n)
  readonly #rejects = new Map<string, number>()
  readonly #rejections: Array<WriteSummary["rejections"][number]> = []

  add(seen: ReturnType<Tally.Tally["take"]>): void {
    // by reason they are counted here, with those that no request was sent for
    const unkept = { rejected: [], rejected_keys: [], reject_reasons: [], timeline: [], flights: [] }
    this.#tally.add({ ...seen, ...unkept })
  }

  reject({ place, reason }: Rejected<unknown>): void {
    this.#rejects.set(reason, (this.#rejects.get(reason) ?? 0) + 1)
    if (this.#rejections.length < rejectionsKept) this.#rejections.push({ place, reason })
  }

  summary(strategy: string, read: number): WriteSummary {
    const { attempts, consumed, item, items, request, retries, throttles } = this.#tally
    return {
      strategy,
      read,
      items,
      rejected: Tally.sum(this.#rejects),
      rejects: Object.fromEntries(this.#rejects),
      rejections: [...this.#rejections],
      duration_ms: this.durationMs,
      items_per_s: perSecond(items, this.durationMs),
      attempts,
      retries: Object.fromEntries(retries),
      throttles: Object.fromEntries(throttles),
      consumed_wcu: consumed,
      request_ms: percentilesOf(request),
      item_ms: percentilesOf(item)
    }
  }
}
