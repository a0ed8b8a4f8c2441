import type { Timeouts } from "../Connections.ts"
import type { Reuse } from "../domain/Settings.ts"
import type { Target } from "./Target.ts"

/** How a client is to connect, whatever its transport. */
export interface Options extends Timeouts {
  readonly target: Target
  /** Connections at most. Requests beyond it wait in the client, where no timeout counts. */
  readonly sockets: number
  /** Connections are kept where it is not said. */
  readonly reuse?: Reuse | undefined
  /** In PEM: who signs the server's certificate, instead of those that Node trusts. */
  readonly certificateAuthority?: string | undefined
}

/** One that cannot be there: any word of DynamoDB's on it shows that a connection stands; it costs no capacity and counts in no fault plan. */
export const noSuchTable = "millrace.no-such-table"
