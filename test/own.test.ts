import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import * as effect from "effect"
import * as library from "../src/index.ts"
import * as allOfEffect from "../src/own/effect.ts"
import * as own from "../src/own/millrace.ts"

/** Whatever a strategy's file gets has the type that the package says. */
const sameTypes: Pick<typeof library, keyof typeof own> = own

it("gives strategies in files what the package exports under these names, and nothing else", () => {
  const exported: Readonly<Record<string, unknown>> = library
  for (const [name, namespace] of Object.entries(sameTypes)) assert.strictEqual(exported[name], namespace, name)
})

it("gives them all of Effect", () => {
  assert.deepStrictEqual(Object.keys(allOfEffect), Object.keys(effect))
})

it("is bundled beside the program: the copies, the hooks, and what runs on them", () => {
  const files = readdirSync(fileURLToPath(new URL("../dist/own/", import.meta.url)))
  for (const file of ["effect.js", "hooks.js", "laws.js", "millrace.js", "worker.js"]) assert.include(files, file)
})
