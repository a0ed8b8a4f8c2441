interface Scheduled<A> {
  readonly at: number
  readonly dueAt: number
  readonly held: A
}

/** The most by which something is let go early, on average, to make up for what is late. */
const furthestAheadMs = 1
const stepMs = 0.01

/**
 * Lets go of what it holds when that is due, in milliseconds of `performance.now()`.
 *
 * Node's timers count whole milliseconds and wake late rather than early. Each time is therefore put forward by chance,
 * up to twice an average that grows with everything let go late and shrinks with everything let go early: that is
 * rounding by chance, with as much early as late, so that the median is what was asked for. Whatever else wakes the
 * process calls `release` too, which brings a busy engine nearer to the mark than an idle one.
 */
export class Hold<A> {
  /** The next one stands last. */
  private readonly waiting: Array<Scheduled<A>> = []
  private aheadMs = furthestAheadMs / 2
  private timer: NodeJS.Timeout | undefined
  private wakesAt = Number.POSITIVE_INFINITY
  private readonly letGo: (held: A) => void

  constructor(letGo: (held: A) => void) {
    this.letGo = letGo
  }

  add(dueAt: number, held: A): void {
    const at = dueAt - 2 * this.aheadMs * Math.random()
    this.waiting.splice(this.indexFor(at), 0, { at, dueAt, held })
  }

  release(): void {
    let now = performance.now()
    let next = this.waiting.at(-1)
    while (next !== undefined && next.at <= now) {
      this.waiting.pop()
      this.letGo(next.held)
      now = performance.now()
      const step = now > next.dueAt ? stepMs : -stepMs
      this.aheadMs = Math.min(Math.max(this.aheadMs + step, 0), furthestAheadMs)
      next = this.waiting.at(-1)
    }
    if (next !== undefined) this.wake(Math.ceil(next.at - now), now)
  }

  private indexFor(at: number): number {
    let low = 0
    let high = this.waiting.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const scheduled = this.waiting[middle]
      if (scheduled !== undefined && scheduled.at > at) low = middle + 1
      else high = middle
    }
    return low
  }

  private wake(delayMs: number, now: number): void {
    if (now + delayMs >= this.wakesAt) return
    clearTimeout(this.timer)
    this.wakesAt = now + delayMs
    this.timer = setTimeout(() => {
      this.wakesAt = Number.POSITIVE_INFINITY
      this.release()
    }, delayMs)
  }
}
