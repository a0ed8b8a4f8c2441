import { Redacted } from "effect"
import type { Target } from "../Target.ts"
import type { Identity } from "./Signature.ts"

interface Expiring extends Identity {
  readonly expiration?: Date | undefined
}

/** As long before they expire as the SDK renews them: requests are on their way for a while, and clocks differ. */
const renewBeforeMs = 300_000

/** The identity to sign by: asked for once, and again before it expires or when the service refuses it. */
export class Credentials {
  readonly #provider: (options?: Record<string, unknown>) => Promise<Expiring>
  /** Nobody can renew it. */
  readonly #isFixed: boolean
  #current: Expiring | undefined
  #refused: Identity | undefined
  #renewal: Promise<Identity> | undefined

  constructor(of: Target["credentials"]) {
    const credentials = Redacted.value(of)
    this.#isFixed = typeof credentials !== "function"
    if (typeof credentials === "function") {
      this.#provider = credentials
    } else {
      this.#provider = () => Promise.resolve(credentials)
      this.#current = credentials
    }
  }

  /** Undefined where it has to be asked for; what nobody can renew is never asked for. */
  current(nowMs: number): Identity | undefined {
    const current = this.#current
    if (current?.expiration === undefined || this.#isFixed) return current
    return nowMs < current.expiration.getTime() - renewBeforeMs ? current : undefined
  }

  /** All who ask meanwhile get the same answer. Rejects with what the provider says. */
  renew(): Promise<Identity> {
    this.#renewal ??= this.#ask().finally(() => {
      this.#renewal = undefined
    })
    return this.#renewal
  }

  /** The service takes it for expired or unknown. Tells whether another one may be had: not where the last one asked for was the same. */
  refuse(identity: Identity): boolean {
    if (this.#isFixed) return false
    if (identity !== this.#current) return true
    if (this.#refused?.accessKeyId === identity.accessKeyId && this.#refused.sessionToken === identity.sessionToken) {
      return false
    }
    this.#refused = identity
    this.#current = undefined
    return true
  }

  async #ask(): Promise<Identity> {
    const wasRefused = this.#current === undefined && this.#refused !== undefined
    const renewed = await this.#provider(wasRefused ? { forceRefresh: true } : undefined)
    this.#current = renewed
    return renewed
  }
}
