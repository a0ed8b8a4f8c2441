import { createRequire } from "node:module"
import { Effect, Schema } from "effect"

/** Dependencies are pinned exactly, so these are the versions that the program was built with. */
const Manifest = Schema.Struct({
  version: Schema.String,
  dependencies: Schema.Struct({ "@aws-sdk/client-dynamodb": Schema.String, undici: Schema.String }),
  devDependencies: Schema.Struct({ effect: Schema.String })
})

/** Our own package.json. */
export const manifest = Effect.suspend(() =>
  Schema.decodeUnknown(Manifest)(createRequire(import.meta.url)("millrace/package.json"))
).pipe(Effect.orDie)
