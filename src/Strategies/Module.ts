import { Data, Effect, Predicate } from "effect"
import { serve } from "./Copies.ts"

/** What is wrong with a module, as the rest of a sentence that its name begins. */
export class NotImported extends Data.TaggedError("NotImported")<{ readonly message: string }> {}

const patience = "30 seconds"

const firstLine = (text: string): string => text.split("\n")[0] ?? text

const why = (cause: unknown): string => {
  const said = Predicate.hasProperty(cause, "message") ? String(cause.message) : String(cause)
  const name = Predicate.hasProperty(cause, "name") ? `${cause.name}: ` : ""
  const isMissing = Predicate.hasProperty(cause, "code") && cause.code === "ERR_MODULE_NOT_FOUND"
  if (isMissing) return `cannot be imported: ${firstLine(said)}`
  if (name !== "SyntaxError: ") return `throws as it is imported: ${firstLine(name + said)}`
  return said.includes("does not provide an export")
    ? `imports what is not there: ${firstLine(said)}`
    : `has a syntax error: ${firstLine(said)} (\`node --check\` shows where)`
}

/** What it exports, `millrace` and `effect` being the running program's. */
export const exportsOf = (module: URL): Effect.Effect<object, NotImported> =>
  Effect.tryPromise({
    try: async (): Promise<object> => {
      await serve()
      return import(module.href)
    },
    catch: (cause) => new NotImported({ message: why(cause) })
  }).pipe(
    Effect.timeoutFail({
      duration: patience,
      onTimeout: () => new NotImported({ message: `is not imported after ${patience}: what does it await?` })
    })
  )
