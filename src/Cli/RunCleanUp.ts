import { DateTime, Effect, Option } from "effect"
import { Backend } from "../Race/Backend.ts"
import * as CleanUp from "../Race/CleanUp.ts"
import * as Figure from "../Report/Figure.ts"
import { printable } from "../Report/Printable.ts"
import { agreed } from "./Confirm.ts"
import * as Endpoint from "./Endpoint.ts"
import { codes, refused, silently, wrongUsage } from "./Exit.ts"
import * as Output from "./Output.ts"
import { placeOf } from "./RaceBackend.ts"
import { Typed } from "./RaceCommand.ts"
import type { Flags } from "./RaceFlags.ts"

const about = ({ createdMs, host, name, pid }: CleanUp.Left): string =>
  `${printable(name)}, created ${DateTime.formatIso(DateTime.unsafeMake(createdMs))} by process ${pid} on ${printable(host)}`

const cleanUp = Effect.fnUntraced(function* (flags: Flags) {
  const { host } = yield* Backend
  const { left, others } = yield* CleanUp.find()
  if (others.length > 0) {
    yield* Effect.logInfo(`not tagged as a race's, and kept: ${others.map((name) => printable(name)).join(", ")}`)
  }
  const unused = left.filter(({ inUse }) => Option.isNone(inUse))
  for (const one of left) {
    const why = Option.match(one.inUse, { onNone: () => "", onSome: (why) => `; kept, for ${why}` })
    yield* Effect.logInfo(`${about(one)}${why}`)
  }
  if (unused.length === 0) return yield* Output.result(`nothing to clean up at ${host}\n`)
  const tables = Figure.counted(unused.length, "table")
  if (!(yield* agreed(flags.yes, `delete ${tables} at ${host}?`))) {
    return yield* refused(`${tables} of earlier races would be deleted at ${host}: add --yes to delete them`)
  }
  const removed = yield* Effect.forEach(unused, ({ name }) =>
    CleanUp.remove(name).pipe(
      Effect.zipRight(Output.result(`deleted ${printable(name)}\n`)),
      Effect.as(true),
      Effect.catchAll(({ message }) => Effect.as(Effect.logError(`${name} could not be deleted: ${message}`), false))
    )
  )
  if (removed.includes(false)) return yield* silently(codes.failed)
})

const goWithIt: ReadonlySet<string> = new Set([
  "--clean-up",
  "--backend",
  "--endpoint",
  "--allow-http",
  "--allow-endpoint",
  "--yes",
  "--color"
])

const place = Effect.fnUntraced(function* (flags: Flags) {
  const { backend, endpoint } = flags
  if (Option.isSome(endpoint) && Option.isNone(backend)) return yield* Endpoint.unasked(endpoint.value, flags)
  if (Option.isSome(backend) && Option.isNone(endpoint)) return (yield* placeOf(flags)).layer
  return yield* wrongUsage(
    "--clean-up needs one place: add --backend aws, or --endpoint URL; tables of the embedded DynamoDB go with it"
  )
})

/** Deletes what earlier races have left at a place, and nothing else: tables that have their name and their tags. */
export const runCleanUp = Effect.fn("RunCleanUp.runCleanUp")(function* (flags: Flags) {
  const words = (yield* Typed).map((word) => word.split("=")[0] ?? word)
  const other = words.find((word) => word.startsWith("--") && !goWithIt.has(word))
  if (other !== undefined) {
    return yield* wrongUsage(`--clean-up deletes tables and races nothing: leave out ${other}, or leave out --clean-up`)
  }
  yield* Effect.provide(cleanUp(flags), yield* place(flags))
})
