import { Context, type Effect } from "effect"
import type { RequestError } from "./domain/RequestError.ts"

/** A whole answer with a status from 200 to 299; its body is counted, and not kept. */
export interface Answer {
  readonly bytes: number
}

/** Web requests: one call is one request, never retried, and no redirect is followed. */
export class Web extends Context.Tag("millrace/Web")<
  Web,
  {
    /**
     * Throttled where it is answered with 429 or 503, Transient with what else may pass, Rejected with any other status
     * that is no success, redirects among them.
     */
    readonly get: (url: string) => Effect.Effect<Answer, RequestError>
  }
>() {}
