import { Path } from "@effect/platform"
import { Effect, Option } from "effect"
import type { RaceResult } from "../domain/RaceResult.ts"
import { usualThreshold } from "../domain/Verdict.ts"
import * as Baseline from "../Race/Baseline.ts"
import { confidenceOf } from "../Race/Rounds.ts"
import { comparable } from "../Race/Summary.ts"
import { enoughRounds } from "../Race/Verdicts.ts"
import { differences, type Labelled, obstacles } from "../Report/Differences.ts"
import * as FailIf from "../Report/FailIf.ts"
import { listed } from "../Report/Names.ts"
import { shortNames } from "../Report/ShortNames.ts"
import type { View } from "../Report/View.ts"
import { type Exit, refused, wrongUsage } from "./Exit.ts"
import type { Flags } from "./GateFlags.ts"
import * as SavedResult from "./SavedResult.ts"

type Contestants = ReadonlyArray<{ readonly name: string }>

/** What a result has to pass. */
export interface Gate {
  /** Fails with exit code 5 where what is raced cannot be compared; it needs no laps to know. */
  readonly admit: (result: RaceResult) => Effect.Effect<void, Exit>
  /** With what is to be said of it against the earlier one. */
  readonly compared: (result: RaceResult) => RaceResult
  /** Tells on stderr what it is not to be and is; whether that is anything. */
  readonly missed: (result: RaceResult) => Effect.Effect<boolean>
}

const isSlower = ({ _tag }: FailIf.Condition): boolean => _tag === "Slower"

const namesShown = 6

/** Fails before anything is raced where nothing could be said of it after. */
const ensureCommon = Effect.fnUntraced(function* (
  { label, result }: Labelled,
  contestants: Contestants,
  { reference }: View,
  { conditions, isWhole }: { readonly conditions: ReadonlyArray<FailIf.Condition>; readonly isWhole: boolean }
) {
  const old = result.contestants
  const common = old.filter(({ name }) => contestants.some((one) => one.name === name))
  const names = (some: Contestants) => listed([...shortNames(some).values()], namesShown)
  if (common.length === 0) {
    return yield* refused(
      old.length === 0
        ? `--compare: ${label} has no contestants: race one anew by --json`
        : `--compare: no contestant of ${label} is among these: race one of ${names(old)}`
    )
  }
  if (reference !== undefined && common.every(({ name }) => name !== reference)) {
    return yield* wrongUsage(`--reference: ${reference} is not in ${label}: type one of ${names(common)}`)
  }
  const missing = old.filter(({ name }) => contestants.every((one) => one.name !== name))
  if (conditions.some(isSlower) && isWhole && missing.length > 0) {
    return yield* refused(
      `--fail-if slower: ${names(missing)} of ${label} ${missing.length === 1 ? "is" : "are"} not among these, and nobody would notice: race the same ones, or add --across-environments`
    )
  }
  if (conditions.some(isSlower) && comparable(common).every(({ rates }) => rates.size < enoughRounds)) {
    return yield* refused(
      `--fail-if slower: no contestant of ${label} has ${enoughRounds} rounds that count: race it again with --rounds ${enoughRounds} or more`
    )
  }
})

const conditionsOf = (flags: Flags, contestants: Contestants) =>
  Effect.forEach(flags.failIf, (text) =>
    Effect.mapError(FailIf.parse(text, contestants), (message) => wrongUsage(`--fail-if: ${message}`))
  )

const usual = { confidence: confidenceOf(enoughRounds), threshold: usualThreshold }

/** A race that ends when enough is known looks more often, and so does one that is compared with it. */
const termsOf = (before: RaceResult, now: RaceResult) => {
  const { confidence, threshold } = now.summary.verdict ?? usual
  return { confidence: Math.max(confidence, before.summary.verdict?.confidence ?? 0), threshold }
}

const baselineOf = (old: Labelled, result: RaceResult, { reference }: View) => {
  const terms = termsOf(old.result, result)
  const { contestants } = old.result
  return {
    label: old.label,
    ...Baseline.changes(contestants, result.contestants, {
      ...terms,
      ...(reference === undefined ? {} : { reference })
    }),
    ...Baseline.alone(contestants, result.contestants),
    differences: differences([old, { label: "now", result }]).map(({ values: [before, now], what }) => ({
      what,
      before: before?.value ?? "",
      now: now?.value ?? ""
    })),
    ...terms
  }
}

/** What was typed of it, which has to fit these contestants. */
export const gateOf = Effect.fn("Gate.gateOf")(function* (flags: Flags, contestants: Contestants, view: View) {
  const { basename } = yield* Path.Path
  const conditions = yield* conditionsOf(flags, contestants)
  if (Option.isNone(flags.compare)) {
    if (flags.acrossEnvironments) return yield* wrongUsage("--across-environments goes with --compare OLD.json")
    if (conditions.some(isSlower)) {
      return yield* wrongUsage("--fail-if slower is against an earlier result: add --compare OLD.json")
    }
  }
  const old = yield* Effect.transposeMapOption(flags.compare, (path) =>
    Effect.map(SavedResult.read(path), (result): Labelled => ({ label: basename(path), result }))
  )
  if (Option.isSome(old)) {
    yield* ensureCommon(old.value, contestants, view, { conditions, isWhole: !flags.acrossEnvironments })
  }
  return {
    admit: (result) => {
      if (Option.isNone(old) || flags.acrossEnvironments) return Effect.void
      const { label } = old.value
      const found = obstacles([old.value, { label: "now", result }])
      const said = found.map(({ values: [before, now], what }) => `${what}: ${before?.value} there, ${now?.value} here`)
      return found.length === 0
        ? Effect.void
        : refused(
            `--compare: ${label} was raced under other conditions (${said.join("; ")}): race it again under these, or add --across-environments`
          )
    },
    compared: (result) =>
      Option.match(old, {
        onNone: () => result,
        onSome: (old) => ({ ...result, baseline: baselineOf(old, result, view) })
      }),
    missed: Effect.fnUntraced(function* (result: RaceResult) {
      const missed = FailIf.missed(result, conditions)
      for (const line of missed) yield* Effect.logError(line)
      return missed.length > 0
    })
  } satisfies Gate
})
