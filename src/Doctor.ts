import { Effect } from "effect"
import type { Asked } from "./Doctor/Facts.ts"
import { type Destination, gather } from "./Doctor/Gather.ts"
import { observations } from "./Doctor/Observations.ts"
import { findings } from "./Doctor/Rules.ts"
import type { Checkup } from "./domain/Finding.ts"
import { manifest } from "./Race/Manifest.ts"

/** Looks at this machine, at what the AWS SDK makes of its configuration and, where one is named, at a DynamoDB. Read-only. */
export const run = Effect.fn("Doctor.run")(function* (asked: Asked, destination: Destination) {
  const { facts, unseen } = yield* gather(asked, destination)
  return {
    schema: "millrace.doctor/1",
    millrace: (yield* manifest).version,
    host: facts.place._tag === "Known" ? facts.place.value.host : null,
    table: asked.table,
    findings: findings(facts),
    looked_at: observations(facts),
    not_looked_at: unseen
  } satisfies Checkup
})
