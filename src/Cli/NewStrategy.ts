import { basename, extname } from "node:path"
import { FileSystem } from "@effect/platform"
import { Effect } from "effect"
import { isName } from "../Strategies/Shape.ts"
import * as Exit from "./Exit.ts"
import * as Output from "./Output.ts"
import * as OwnStrategies from "./OwnStrategies.ts"
import { quoted } from "./RaceCommand.ts"

/** JavaScript and TypeScript alike: all types are inferred. */
const sourceOf = (name: string): string => `import { Effect } from "effect"
import { Operation, Strategy, Workload } from "millrace"

/**
 * When requests go out, and how many at once; nothing else. Retries, rejected items, timing and the check of what was
 * written are the race's. This model begins slowly: a group of 1 request, then of 2, 4, …
 */
export default Strategy.inProcess({
  // as it is shown: in kebab-case, and not as a built-in strategy is called
  name: "${name}",
  summary: "Groups of 1, 2, 4, … requests, each twice the one before, up to the concurrency",

  // the settings that it uses, of "concurrency", "batch" and "workers": contestants multiply over these alone
  uses: ["concurrency", "batch"],

  // how many requests are in flight at most: it is held to that
  inFlight: ({ concurrency }) => concurrency,

  // performs every item of the workload once; called for every lap anew
  run: Effect.fnUntraced(function* (workload, { batch, concurrency }) {
    const operation = yield* Operation.Operation

    // a unit is what one request carries: a list of \`batch\` items, the last one of what is left
    const units = Array.from(Workload.units(workload, batch))

    for (let from = 0, size = 1; from < units.length; from += size, size = Math.min(size * 2, concurrency)) {
      const group = units.slice(from, from + size)

      // the effect of a unit ends when all its items are settled; an item that is refused is no failure
      yield* Effect.forEach(group, (unit) => operation.perform(unit), { concurrency: "unbounded", discard: true })
    }
  })
})
`

const next = (path: string): string => `${path} is a strategy. Race it, change it, and check that it keeps the laws:

  millrace race --strategy ${quoted(`${path},for-each`)} --concurrency 8,32
  millrace strategies check ${quoted(path)}
`

/** As it is typed after `--strategy`. */
const pathOf = (typed: string): string => {
  const file = extname(typed) === "" ? `${typed}.js` : typed
  return /^\.{0,2}\//.test(file) ? file : `./${file}`
}

/** Writes a strategy to start from. Fails with exit code 2, and changes nothing, where there is something already. */
export const newStrategy = Effect.fn("NewStrategy.newStrategy")(function* (typed: string) {
  const path = pathOf(typed)
  const name = basename(path, extname(path))
  const fail = (what: string) => Exit.wrongUsage(`${path}: ${what}`)
  const wrong = OwnStrategies.unloadable(path) ?? OwnStrategies.unusable(name)
  if (wrong !== undefined) return yield* fail(wrong)
  if (!isName(name)) {
    return yield* fail(`"${name}" is no name: type one in kebab-case, such as my-model`)
  }
  const fs = yield* FileSystem.FileSystem
  yield* fs.writeFileString(path, sourceOf(name), { flag: "wx" }).pipe(
    Effect.catchTags({
      SystemError: ({ description, message, reason }) =>
        reason === "AlreadyExists"
          ? fail(`it is there already, and stays as it is: type another name, or remove it first`)
          : Exit.failed(
              `${path} cannot be written: ${reason === "NotFound" ? "there is no such directory" : (description ?? message)}`
            ),
      BadArgument: ({ message }) => Exit.failed(`${path} cannot be written: ${message}`)
    })
  )
  yield* Output.result(next(path))
})
