import type { InitializeHook, LoadHook, ResolveFnOutput, ResolveHook } from "node:module"

/** Of the running program, by the URLs of their files. */
export interface Copies {
  /** Below it stands the program itself. */
  readonly root: string
  readonly millrace: string
  readonly effect: string
  /** Of `effect/*`, and what each exports. */
  readonly modules: Readonly<Record<string, ReadonlyArray<string>>>
}

let copies: Copies = { root: "", millrace: "", effect: "", modules: {} }

/** To be called first. */
export const initialize: InitializeHook<Copies> = (data) => {
  copies = data
}

const scheme = "effect:"
const prefix = "effect/"

/** Two copies of Effect in one program do not mix: whoever imports it, and wherever that stands, gets ours. */
export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier === "millrace") return { url: copies.millrace, shortCircuit: true }
  if (specifier === "effect") return { url: copies.effect, shortCircuit: true }
  if (specifier.startsWith(prefix)) {
    const name = specifier.slice(prefix.length)
    if (copies.modules[name] === undefined) throw new Error(`"${specifier}" is no module of Effect`)
    return { url: `${scheme}${name}`, shortCircuit: true }
  }
  // a strategy's file is a module, whatever the package.json nearest to it says, and where there is none
  const isOurs = context.parentURL?.startsWith(copies.root) === true
  const asModule = (resolved: ResolveFnOutput): ResolveFnOutput =>
    isOurs && resolved.url.endsWith(".js") ? { ...resolved, format: "module" } : resolved
  const resolved = next(specifier, context)
  return resolved instanceof Promise ? resolved.then(asModule) : asModule(resolved)
}

/** A module of Effect as a namespace that the whole exports; some of its names are no identifiers. */
const sourceOf = (name: string): string => {
  const exported = copies.modules[name] ?? []
  return [
    `import { ${name} as all } from ${JSON.stringify(copies.effect)}`,
    ...exported.map((member, at) => `const e${at} = all[${JSON.stringify(member)}]`),
    `export { ${exported.map((member, at) => `e${at} as ${JSON.stringify(member)}`).join(", ")} }`
  ].join("\n")
}

export const load: LoadHook = (url, context, next) =>
  url.startsWith(scheme)
    ? { format: "module", source: sourceOf(url.slice(scheme.length)), shortCircuit: true }
    : next(url, context)
