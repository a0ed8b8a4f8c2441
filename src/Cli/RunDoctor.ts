import { Effect, Option, Schema } from "effect"
import * as Doctor from "../Doctor.ts"
import * as SdkConfiguration from "../DynamoDB/Sdk/Configuration.ts"
import { Checkup } from "../domain/Finding.ts"
import { render } from "../Report/Checkup.ts"
import { Colors } from "./Color.ts"
import type { Flags } from "./DoctorFlags.ts"
import { placeOf } from "./DoctorPlace.ts"
import * as Exit from "./Exit.ts"
import * as Output from "./Output.ts"
import { ensureWritable, isStdout, write } from "./OutputFile.ts"

const encode = Schema.encode(Schema.parseJson(Checkup, { space: 2 }))

const present = Effect.fnUntraced(function* (checkup: Checkup, path: Option.Option<string>) {
  const colors = yield* Colors
  const json = Option.map(path, (path) => ({ flag: "--json", path }))
  const [stream, print, color] = Option.exists(json, isStdout)
    ? [process.stderr, Output.aside, colors.aside]
    : [process.stdout, Output.result, colors.result]
  yield* print(`${render(checkup, { width: Output.widthOf(stream), color })}\n`)
  if (Option.isSome(json)) yield* write(json.value, `${yield* Effect.orDie(encode(checkup))}\n`)
})

/** Looks, and prints what was found. Exit code 1 where something of it is serious. */
export const runDoctor = Effect.fn("RunDoctor.runDoctor")(function* (flags: Flags) {
  const { batch, concurrency, json, rate, table, transport, workers } = flags
  const destination = yield* placeOf(flags)
  if (Option.isSome(json)) yield* ensureWritable({ flag: "--json", path: json.value })
  const checkup = yield* Doctor.run(
    {
      batch,
      concurrency,
      transport,
      workers: Option.getOrNull(workers),
      rate: Option.getOrNull(rate),
      table: Option.getOrNull(table)
    },
    destination
  ).pipe(Effect.provide(SdkConfiguration.layer))
  yield* present(checkup, json)
  if (checkup.findings.some(({ severity }) => severity === "serious")) return yield* Exit.silently(Exit.codes.failed)
})
