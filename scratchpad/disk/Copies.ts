import { FileSystem } from "@effect/platform"
import type { PlatformError } from "@effect/platform/Error"
import { Context, Effect, Layer } from "effect"
import type { Item } from "../../src/domain/Item.ts"
import * as Key from "../../src/domain/Key.ts"
import { Fatal } from "../../src/domain/RequestError.ts"
import { Operation } from "../../src/Operation.ts"

export const key: Key.KeySchema = { partition: { name: "file", type: "S" } }

export const toItem = (file: string): Item => ({ file: { S: file } })

/** Files that were to be copied and are not there. */
export class Missing extends Context.Tag("millrace/scratchpad/disk/Copies/Missing")<
  Missing,
  { readonly names: Effect.Effect<ReadonlyArray<string>> }
>() {}

const fatal = (error: PlatformError) => new Fatal({ code: error._tag, message: error.message })

/** Copies files from one directory into another. One that is missing is no failure; a disk that is full is everybody's. */
export const layer = ({ from, to }: { readonly from: string; readonly to: string }) =>
  Layer.effectContext(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const missing: Array<string> = []

      const copy = (file: string) =>
        Effect.flatMap(fs.readFile(`${from}/${file}`), (bytes) => fs.writeFile(`${to}/${file}`, bytes)).pipe(
          Effect.catchAll((error) =>
            error._tag === "SystemError" && error.reason === "NotFound"
              ? Effect.sync(() => void missing.push(file))
              : fatal(error)
          )
        )

      const keyOf = (item: Item) => Key.toText(key, item)
      return Context.make(Missing, { names: Effect.sync(() => Array.from(missing)) }).pipe(
        Context.add(Operation, {
          keyOf,
          perform: (unit) => Effect.forEach(unit, (item) => copy(keyOf(item)), { discard: true })
        })
      )
    })
  )
