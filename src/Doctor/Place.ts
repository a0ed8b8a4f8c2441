import type { Layer } from "effect"
import * as SdkSite from "../DynamoDB/Sdk/Site.ts"
import type { Target } from "../DynamoDB/Target.ts"
import * as Transport from "../DynamoDB/Transport.ts"
import type { DynamoDB } from "../DynamoDB.ts"
import type * as Settings from "../domain/Settings.ts"
import type { Site } from "../Inspection.ts"
import type { Whereabouts } from "./Facts.ts"

/** A DynamoDB to look at. */
export interface Place extends Whereabouts {
  readonly site: Layer.Layer<Site>
  /** A client whose connections open with its first request. */
  readonly client: Layer.Layer<DynamoDB>
}

export const of = (
  target: Target,
  { transport, typed }: { readonly transport: Settings.Transport; readonly typed: boolean }
): Place => ({
  host: target.host,
  endpoint: target.endpoint,
  loopback: target.loopback,
  typed,
  site: SdkSite.layer(target),
  client: Transport.layer(transport, { target, sockets: 1 })
})
