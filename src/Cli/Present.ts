import { FileSystem, type Error as Platform } from "@effect/platform"
import { Effect, Option, Schema } from "effect"
import { RaceResult } from "../domain/RaceResult.ts"
import { render } from "../Report/Terminal.ts"
import { Colors } from "./Color.ts"
import * as Exit from "./Exit.ts"
import * as Output from "./Output.ts"

/** Where `--json` wants the result: a path, or `-`. */
export type Json = Option.Option<string>

export const isStdout = (path: string) => path === "-"

const problems: Readonly<Record<string, string>> = {
  NotFound: "there is no such directory",
  PermissionDenied: "it may not be written"
}

const unwritable = (path: string) => (error: Platform.PlatformError) => {
  const known = error._tag === "SystemError" ? problems[error.reason] : undefined
  return Exit.failed(`--json ${path} cannot be written: ${known ?? error.description ?? error.message}`)
}

/** Fails before the race where the result could not be written after it. */
export const ensureWritable = (json: Json) =>
  Effect.gen(function* () {
    if (Option.isNone(json) || isStdout(json.value)) return
    const fs = yield* FileSystem.FileSystem
    yield* Effect.mapError(fs.open(json.value, { flag: "a" }), unwritable(json.value))
  }).pipe(Effect.scoped)

const encode = Schema.encode(Schema.parseJson(RaceResult, { space: 2 }))

const writeJson = Effect.fnUntraced(function* (result: RaceResult, path: string) {
  const text = `${yield* Effect.orDie(encode(result))}\n`
  if (isStdout(path)) return yield* Output.result(text)
  const fs = yield* FileSystem.FileSystem
  yield* Effect.mapError(fs.writeFileString(path, text), unwritable(path))
})

/** Standings to stdout, or to stderr where the JSON goes to stdout. */
export const present = Effect.fn("Present.present")(function* (result: RaceResult, json: Json) {
  const colors = yield* Colors
  const [stream, write, color] = Option.exists(json, isStdout)
    ? [process.stderr, Output.aside, colors.aside]
    : [process.stdout, Output.result, colors.result]
  yield* write(`${render(result, { width: Output.widthOf(stream), color })}\n`)
  if (Option.isSome(json)) yield* writeJson(result, json.value)
})
