import * as ValidationError from "@effect/cli/ValidationError"
import { Cause, Effect, type Exit as EffectExit, Schema } from "effect"

export const codes = {
  failed: 1,
  wrongUsage: 2,
  rejects: 3,
  refused: 5,
  missed: 99,
  interrupted: 130
} as const

/** Ends the program with a code of its own; without a message, all has been said. */
export class Exit extends Schema.TaggedError<Exit>()("Exit", {
  code: Schema.Int,
  message: Schema.String
}) {}

export const wrongUsage = (message: string): Exit => new Exit({ code: codes.wrongUsage, message })
export const refused = (message: string): Exit => new Exit({ code: codes.refused, message })
export const failed = (message: string): Exit => new Exit({ code: codes.failed, message })
/** The result has said why. */
export const silently = (code: number): Exit => new Exit({ code, message: "" })

const isExit = (error: unknown): error is Exit => error instanceof Exit

export const codeOf = <E, A>(exit: EffectExit.Exit<E, A>): number => {
  if (exit._tag === "Success") return 0
  const failure = Cause.failureOption(exit.cause)
  if (failure._tag === "Some") {
    if (isExit(failure.value)) return failure.value.code
    return ValidationError.isValidationError(failure.value) ? codes.wrongUsage : codes.failed
  }
  return Cause.isInterruptedOnly(exit.cause) ? codes.interrupted : codes.failed
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** One line on what went wrong; the rest of it where `--log-level debug` asks for it. */
export const report = <E>(cause: Cause.Cause<E>): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (Cause.isInterruptedOnly(cause)) return
    const error = Cause.squash(cause)
    if (ValidationError.isValidationError(error) || (isExit(error) && error.message === "")) return
    yield* Effect.logError(messageOf(error))
    yield* Effect.logDebug(Cause.pretty(cause, { renderErrorCause: true }))
  })
