import { FileSystem } from "@effect/platform"
import { Effect, Schema } from "effect"
import { RaceResult } from "../domain/RaceResult.ts"
import { failed } from "./Exit.ts"

const decode = Schema.decode(Schema.parseJson(RaceResult))

/** What `--json` has written. */
export const read = Effect.fn("SavedResult.read")(function* (path: string) {
  const fs = yield* FileSystem.FileSystem
  const text = yield* Effect.mapError(fs.readFileString(path), (error) =>
    failed(
      `${path} cannot be read: ${error._tag === "SystemError" && error.reason === "NotFound" ? "there is no such file" : error.message}`
    )
  )
  return yield* Effect.mapError(decode(text), () =>
    failed(`${path} is no result of a race: type a file that millrace race --json FILE has written`)
  )
})
