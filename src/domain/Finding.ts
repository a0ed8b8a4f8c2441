import { Schema } from "effect"

/** What is serious costs most of the rate or makes requests fail; an advice is worth knowing before a load. */
export const Severity = Schema.Literal("serious", "advice")
export type Severity = typeof Severity.Type

export const Finding = Schema.Struct({
  /** In kebab-case; the same for the same trouble, release after release. */
  id: Schema.String,
  severity: Severity,
  title: Schema.String,
  /** The value that was seen, and where it came from. */
  evidence: Schema.String,
  /** What it costs, with a figure where there is one, and that figure's source. */
  cost: Schema.String,
  /** What to type: a command, a line for the environment, or a line of code. */
  change: Schema.String
})
export type Finding = typeof Finding.Type

/** One thing that was looked at, and how it was found to be. */
export const Observation = Schema.Struct({ what: Schema.String, found: Schema.String })
export type Observation = typeof Observation.Type

/** `permission` is IAM's name of the action that would have been needed; null where that is not the reason. */
export const NotLookedAt = Schema.Struct({
  what: Schema.String,
  why: Schema.String,
  permission: Schema.NullOr(Schema.String)
})
export type NotLookedAt = typeof NotLookedAt.Type

/** What `doctor --json` writes. */
export const Checkup = Schema.Struct({
  schema: Schema.Literal("millrace.doctor/1"),
  millrace: Schema.String,
  /** Host and port; null where this machine alone was looked at. */
  host: Schema.NullOr(Schema.String),
  table: Schema.NullOr(Schema.String),
  /** Heaviest first. */
  findings: Schema.Array(Finding),
  looked_at: Schema.Array(Observation),
  not_looked_at: Schema.Array(NotLookedAt)
})
export type Checkup = typeof Checkup.Type
