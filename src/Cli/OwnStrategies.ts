import { basename, extname, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { FileSystem } from "@effect/platform"
import { Array, Effect, Predicate } from "effect"
import * as Settings from "../domain/Settings.ts"
import { exportsOf } from "../Strategies/Module.ts"
import { isStrategy, problems } from "../Strategies/Shape.ts"
import * as Strategies from "../Strategies.ts"
import type { Strategy } from "../Strategy.ts"
import { wrongUsage } from "./Exit.ts"

const endings = [".js", ".mjs", ".ts", ".mts"]
const pathForm = /^(?:\.{0,2}\/|file:)|\.[a-z]?[jt]sx?(?::|$)/
const fileForm = /^(.+?\.[a-z]?[jt]sx?)(:.*)?$/

/** An entry of `--strategy` that names a file, and what it sets; undefined where it names none. */
export const parse = (entry: string): { readonly path: string; readonly sets: string } | undefined => {
  if (!pathForm.test(entry)) return undefined
  const [, path = entry, sets = ""] = fileForm.exec(entry) ?? []
  return { path, sets }
}

/** Since 22.18, and of the odd ones since 23.6. */
const runsTypeScript = (): boolean =>
  Predicate.hasProperty(process.features, "typescript") && process.features.typescript !== false

/** What keeps a file of this name from being a strategy's, whatever stands in it. */
export const unloadable = (path: string): string | undefined => {
  const ending = extname(path)
  if (!endings.includes(ending)) return `a strategy's file is a module: name it ${endings.join(", ")}`
  if (!ending.endsWith("ts") || runsTypeScript()) return undefined
  const js = path.replace(/ts$/, "js")
  return `Node ${process.versions.node} does not run TypeScript: use Node 22.18 or newer, or compile it to ${js}`
}

/** Why a strategy cannot be called so; undefined where it can. */
export const unusable = (name: string): string | undefined =>
  name === "all" || Strategies.named.has(name)
    ? `"${name}" is ${name === "all" ? "what stands for every strategy" : "a built-in strategy"}: call yours something else, such as my-${name}`
    : undefined

/** What is wrong with the figure that it gives for the usual settings; undefined where it is sound. */
const wrongInFlight = (strategy: Strategy): string | undefined => {
  try {
    const most = strategy.inFlight({ ...Settings.defaults, ...strategy.defaults })
    return most >= 1 ? undefined : `gives ${most} in flight at the usual settings: inFlight is at least 1`
  } catch (cause) {
    return `throws when its inFlight is called with the usual settings: ${cause}`
  }
}

const urlOf = (path: string): URL => (path.startsWith("file:") ? new URL(path) : pathToFileURL(resolve(path)))

/** The strategy that a file exports by default, as workers find it. Fails with what is to be changed. */
export const load = Effect.fn("OwnStrategies.load")(function* (path: string) {
  const fail = (what: string) => wrongUsage(`${path}: ${what}`)
  const url = urlOf(path)
  const unfit = path.includes(",")
    ? "a comma parts the entries of --strategy: name the file without one"
    : unloadable(path)
  if (unfit !== undefined) return yield* fail(unfit)
  const fs = yield* FileSystem.FileSystem
  if (!(yield* Effect.orElseSucceed(fs.exists(fileURLToPath(url)), () => false))) {
    const name = basename(path, extname(path))
    return yield* fail(`there is no such file: "millrace strategies new ${name}" writes one to start from`)
  }
  const exports = yield* Effect.mapError(exportsOf(url), ({ message }) => wrongUsage(`${path} ${message}`))
  if (!("default" in exports)) {
    return yield* fail("it has no default export: begin the strategy with `export default Strategy.inProcess({`")
  }
  const strategy: unknown = Predicate.isReadonlyRecord(exports.default) ? { ...exports.default } : exports.default
  if (!isStrategy(strategy)) return yield* fail(`its default export ${problems(strategy).join("; ")}`)
  const wrong = unusable(strategy.name) ?? wrongInFlight(strategy)
  if (wrong !== undefined) return yield* fail(wrong)
  return { ...strategy, module: url.href } satisfies Strategy
})

/** Those of the files among the entries, each loaded once, and the entries as they name them. */
export const named = Effect.fnUntraced(function* (entries: ReadonlyArray<string>) {
  const parsed = entries.map((entry) => ({ entry, file: parse(entry) }))
  const paths = Array.dedupe(parsed.flatMap(({ file }) => (file === undefined ? [] : [file.path])))
  const loaded = new Map(
    yield* Effect.forEach(paths, (path) => Effect.map(load(path), (strategy) => [path, strategy] as const))
  )
  for (const [path, { module, name }] of loaded) {
    const [other] = Array.findFirst(loaded, ([, one]) => one.name === name && one.module !== module).pipe(
      Array.fromOption
    )
    if (other !== undefined) {
      return yield* wrongUsage(`${path} and ${other[0]} are both called ${name}: give one of them another name`)
    }
  }
  return {
    strategies: Array.fromIterable(loaded.values()),
    entries: parsed.map(({ entry, file }) =>
      file === undefined ? entry : `${loaded.get(file.path)?.name ?? entry}${file.sets}`
    )
  }
})
