import os from "node:os"
import { Effect } from "effect"
import type { Environment } from "../domain/RaceResult.ts"
import { RetryPolicy } from "../RetryPolicy.ts"
import { manifest } from "./Manifest.ts"
import { Venue } from "./Venue.ts"

/** What a reader needs to judge a result, and to get it again. */
export const environment = Effect.fnUntraced(function* ({
  isolated,
  seed
}: {
  readonly isolated: boolean
  readonly seed: number
}) {
  const venue = yield* Venue
  const { dependencies, devDependencies, version } = yield* manifest
  return {
    node: process.version,
    millrace: version,
    effect: devDependencies.effect,
    sdk: dependencies["@aws-sdk/client-dynamodb"],
    undici: dependencies.undici,
    platform: `${process.platform} ${process.arch}`,
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    backend: venue.name,
    host: venue.host,
    latency: venue.latency,
    seed,
    retry: (yield* RetryPolicy).settings,
    isolation: isolated ? "a process each" : "one process"
  } satisfies Environment
})
