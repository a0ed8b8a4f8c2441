import { Context, Effect, Layer } from "effect"
import { Connections, type Timeouts, timeoutsOf, Usage } from "../Connections.ts"
import type { RequestError } from "../domain/RequestError.ts"
import type { Reuse } from "../domain/Settings.ts"
import type { Connections as Seen } from "../domain/TallyData.ts"
import * as Pool from "../Http/Pool.ts"
import { together } from "../Tally.ts"
import { type Answer, Web } from "../Web.ts"
import { type Asked, Get } from "./Get.ts"

export interface Options extends Timeouts {
  /** Connections to each origin at most. Requests beyond it wait in the client, where no timeout counts. */
  readonly sockets: number
  readonly reuse: Reuse
}

const wasGivenUp = new Error("nobody waits for it any more")

const headers = { accept: "*/*", "user-agent": "millrace" }

/** Sends GET requests and nothing else; as nobody, for it knows no credentials. */
class Client {
  readonly #options: Options
  readonly #requestTimeoutMs: number
  readonly #connectTimeoutMs: number
  readonly #pools = new Map<string, Pool.Opened>()
  readonly #usages = new Map<string, Usage>()

  constructor(options: Options) {
    const { connectTimeoutMs, requestTimeoutMs } = timeoutsOf(options)
    this.#options = options
    this.#connectTimeoutMs = connectTimeoutMs
    this.#requestTimeoutMs = requestTimeoutMs
  }

  /** Asked for at `sinceMs`. Hands back what gives it up. */
  get(text: string, sinceMs: number, asked: Asked): () => void {
    const url = new URL(text)
    const pool = this.#poolOf(url)
    const get = new Get({
      ...asked,
      url,
      sinceMs,
      timeoutMs: this.#requestTimeoutMs,
      meter: this.#usageOf(url),
      over: this.#options.reuse === "cold" ? () => void pool.close() : () => {}
    })
    pool.dispatch({ path: `${url.pathname}${url.search}`, method: "GET", headers }, get)
    return () => get.giveUp(wasGivenUp)
  }

  take(): Seen | null {
    return Array.from(this.#usages.values()).reduce<Seen | null>((sum, usage) => together(sum, usage.take()), null)
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#pools.values(), (pool) => pool.close()))
  }

  #usageOf({ origin }: URL): Usage {
    const usage = this.#usages.get(origin) ?? new Usage(this.#options.sockets)
    this.#usages.set(origin, usage)
    return usage
  }

  /** One that is cold serves a single request, and is closed after it. */
  #poolOf({ origin }: URL): Pool.Opened {
    const known = this.#pools.get(origin)
    if (known !== undefined) return known
    const { reuse, sockets } = this.#options
    const pool = Pool.open(origin, {
      sockets: reuse === "cold" ? 1 : sockets,
      reuse,
      connectTimeoutMs: this.#connectTimeoutMs,
      certificateAuthority: undefined
    })
    if (reuse !== "cold") this.#pools.set(origin, pool)
    return pool
  }
}

const service = (client: Client, { reuse, sockets }: Options): Context.Tag.Service<Web> => {
  const send = (url: string, sinceMs: number) =>
    Effect.async<Answer, RequestError>((resume) => {
      const giveUp = client.get(url, sinceMs, {
        answered: (answer) => resume(Effect.succeed(answer)),
        failed: (error) => resume(Effect.fail(error))
      })
      return Effect.sync(giveUp)
    })
  // a pool of its own has no others to wait for
  const permits = Effect.unsafeMakeSemaphore(sockets)
  return {
    get: (url) =>
      Effect.suspend(() => {
        const sent = send(url, performance.now())
        return reuse === "cold" ? permits.withPermits(1)(sent) : sent
      })
  }
}

/** A client over undici, which connects when it is first used. */
export const layer = (options: Options): Layer.Layer<Web | Connections> =>
  Layer.scopedContext(
    Effect.acquireRelease(
      Effect.sync(() => new Client(options)),
      (client) => Effect.promise(() => client.close())
    ).pipe(
      Effect.map((client) =>
        Context.make(Web, service(client, options)).pipe(
          Context.add(Connections, { take: Effect.sync(() => client.take()) })
        )
      )
    )
  )
