import * as nodeModule from "node:module"
import { pathToFileURL } from "node:url"
import { Predicate } from "effect"
import * as Hooks from "./Hooks.ts"

const { resolve } = nodeModule.createRequire(import.meta.url)
const urlOf = (entry: string): string => pathToFileURL(resolve(`millrace/own/${entry}`)).href

const begin = async () => {
  const effect = urlOf("effect")
  const namespaces: object = await import(effect)
  const copies: Hooks.Copies = {
    root: new URL("../", effect).href,
    millrace: urlOf("millrace"),
    effect,
    modules: Object.fromEntries(
      Object.entries(namespaces).flatMap(([name, namespace]) =>
        Predicate.isReadonlyRecord(namespace) ? [[name, Object.keys(namespace)]] : []
      )
    )
  }
  // since Node 22.15; the older way starts a thread for them, which takes 20 MiB
  if (Predicate.hasProperty(nodeModule, "registerHooks") && Predicate.isFunction(nodeModule.registerHooks)) {
    Hooks.initialize(copies)
    nodeModule.registerHooks({ resolve: Hooks.resolve, load: Hooks.load })
  } else nodeModule.register<Hooks.Copies>(urlOf("hooks"), { data: copies })
}

let begun: Promise<void> | undefined

/** From then on, what this thread imports gets `millrace` and `effect` from the running program. */
export const serve = (): Promise<void> => {
  begun ??= begin()
  return begun
}
