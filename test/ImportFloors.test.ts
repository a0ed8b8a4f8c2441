import { readdirSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Array as Arr } from "effect"
import ts from "typescript"

/** From the ground up; a name with a slash is a folder. The first that fits applies. */
const floors: ReadonlyArray<ReadonlyArray<string>> = [
  ["domain/"],
  [
    "Operation.ts",
    "DynamoDB.ts",
    "Web.ts",
    "Connections.ts",
    "Http/",
    "Workload.ts",
    "Workers.ts",
    "RetryPolicy.ts",
    "Metrics.ts",
    "Tally.ts",
    "Lap.ts",
    "VirtualClock.ts",
    "Fork.ts",
    "FirstOf.ts",
    "ProcessUsage.ts",
    "EventLoop.ts",
    "Inspection.ts"
  ],
  ["Operation/", "DynamoDB/", "Web/", "Workload/", "Workers/"],
  ["Strategy.ts", "Strategy/"],
  [
    "Race.ts",
    "Race/",
    "Report.ts",
    "Report/",
    "Doctor.ts",
    "Doctor/",
    "Write.ts",
    "Write/",
    "Operations.ts",
    "Runner.ts",
    "Strategies.ts",
    "Strategies/",
    "Laws.ts",
    "Laws/"
  ],
  ["bin.ts", "worker.ts", "engine.ts", "index.ts", "promise.ts", "own/", "Cli.ts", "Cli/"]
]

const isIn = (place: string, file: string): boolean => (place.endsWith("/") ? file.startsWith(place) : file === place)
const isInAny = (places: ReadonlyArray<string>, file: string): boolean => places.some((place) => isIn(place, file))
const floorOf = (file: string): number => floors.findIndex((places) => isInAny(places, file))

const strategiesSee = ["domain/", "Operation.ts", "Workload.ts", "Workers.ts", "Tally.ts", "Strategy.ts", "Strategy/"]
const adapters = floors[2] ?? []

/** Packages that may be imported in some places alone, by the beginning of their name. */
const confined: ReadonlyArray<readonly [name: string, places: ReadonlyArray<string>]> = [
  ["@aws-sdk/", ["DynamoDB/Sdk.ts", "DynamoDB/Sdk/", "DynamoDB/Target.ts", "Workload/File/"]],
  ["@smithy/", ["DynamoDB/Sdk.ts", "DynamoDB/Sdk/", "DynamoDB/Target.ts"]],
  ["echarts", ["Report/Chart.ts", "Report/Chart/", "Report/Html.ts", "Report/Html/"]],
  ["@effect/cli", floors[5] ?? []],
  ["@effect/platform-node", floors[5] ?? []]
]

/** Files below src and their text. */
type Sources = ReadonlyMap<string, string>

interface Import {
  readonly from: string
  readonly to: string
  readonly internal: boolean
}

const importsOf = (sources: Sources): ReadonlyArray<Import> =>
  Array.from(sources).flatMap(([from, text]) =>
    ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
      const internal = fileName.startsWith(".")
      return { from, to: internal ? posix.join(posix.dirname(from), fileName) : fileName, internal }
    })
  )

const wrongImport = ({ from, internal, to }: Import, sources: Sources): string | undefined => {
  if (!internal) {
    const places = confined.find(([name]) => to.startsWith(name))?.[1]
    if (places !== undefined && !isInAny(places, from)) return "this package has no business here"
    return isIn("domain/", from) && to !== "effect" ? "domain imports nothing but effect" : undefined
  }
  if (!sources.has(to)) return "no such file in src"
  if (floorOf(to) > floorOf(from)) return "runs up"
  if (isInAny(["Strategy.ts", "Strategy/"], from) && !isInAny(strategiesSee, to)) return "not for a strategy's eyes"
  const own = adapters.find((folder) => isIn(folder, from))
  const other = adapters.find((folder) => isIn(folder, to))
  return own !== undefined && other !== undefined && own !== other ? "an adapter knows no other adapter" : undefined
}

/** Ways that lead back to where they began, one at least wherever there is any; each begins with its first file by name. */
const circles = (imports: ReadonlyArray<Import>): ReadonlyArray<string> => {
  const targets = Arr.groupBy(
    imports.filter(({ internal }) => internal),
    ({ from }) => from
  )
  const done = new Set<string>()
  const found = new Set<string>()
  const walk = (file: string, path: ReadonlyArray<string>): void => {
    const start = path.indexOf(file)
    if (start >= 0) {
      const ring = path.slice(start)
      const first = ring.indexOf(ring.toSorted()[0] ?? "")
      found.add([...ring.slice(first), ...ring.slice(0, first + 1)].join(" → "))
      return
    }
    if (done.has(file)) return
    for (const { to } of targets[file] ?? []) walk(to, [...path, file])
    done.add(file)
  }
  for (const file of Object.keys(targets)) walk(file, [])
  return Array.from(found)
}

const problems = (sources: Sources): ReadonlyArray<string> => {
  const imports = importsOf(sources)
  return [
    ...Array.from(sources.keys()).flatMap((file) => (floorOf(file) < 0 ? [`${file}: stands on no floor`] : [])),
    ...imports.flatMap((one) => {
      const wrong = wrongImport(one, sources)
      return wrong === undefined ? [] : [`${one.from} → ${one.to}: ${wrong}`]
    }),
    ...circles(imports).map((circle) => `${circle}: a circle`)
  ]
}

const src = fileURLToPath(new URL("../src/", import.meta.url))
const house = new Map(
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file.replaceAll("\\", "/"), readFileSync(`${src}${file}`, "utf8")])
)

describe("the house", () => {
  it("has no import that runs up, no circle, and no file on no floor", () => {
    assert.isAbove(importsOf(house).length, 100)
    assert.deepStrictEqual(problems(house), [])
  })

  it.each([
    ["up, by name", "Tally.ts", `import { layer } from "./Operation/Writer.ts"`, "runs up"],
    ["up, of a type", "domain/A.ts", `import type { Unit } from "../Operation.ts"`, "runs up"],
    ["up, handed on", "DynamoDB/A.ts", `export * from "../Race.ts"`, "runs up"],
    ["up, at run time", "Race/A.ts", `const later = () => import("../bin.ts")`, "runs up"],
    ["up, of a type in place", "Race/A.ts", `type Bin = typeof import("../bin.ts")`, "runs up"],
    ["a strategy that sees the port", "Strategy/A.ts", `import "../DynamoDB.ts"`, "not for a strategy's eyes"],
    ["a strategy that sees a writer", "Strategy/A.ts", `import "../Operation/Writer.ts"`, "not for a strategy's eyes"],
    [
      "from adapter to adapter",
      "Workload/A.ts",
      `import "../Operation/Writer.ts"`,
      "an adapter knows no other adapter"
    ],
    ["Node in the domain", "domain/Key.ts", `import "node:os"`, "domain imports nothing but effect"],
    ["the SDK in a race", "Race.ts", `import "@aws-sdk/client-dynamodb"`, "this package has no business here"],
    ["the SDK's types in a port", "DynamoDB.ts", `import type {} from "@aws-sdk/client-dynamodb"`, "no business here"],
    ["the command line in a race", "Race/A.ts", `import "@effect/cli/Options"`, "this package has no business here"],
    ["a file that is not there", "Race/A.ts", `import "./Bee.ts"`, "no such file"],
    ["a file on no floor", "helpers.ts", "", "stands on no floor"],
    [
      "a circle of two",
      "Lap.ts",
      `import type { Tally } from "./Metrics.ts"`,
      "Lap.ts → Metrics.ts → Lap.ts: a circle"
    ],
    ["a circle of one", "Lap.ts", `export * from "./Lap.ts"`, "Lap.ts → Lap.ts: a circle"]
  ])("would not let pass: %s", (_, file, text, problem) => {
    const sound = new Map([
      ["domain/Key.ts", ""],
      ["Operation.ts", `import type { Key } from "./domain/Key.ts"`],
      ["DynamoDB.ts", ""],
      ["Metrics.ts", `import type { Lap } from "./Lap.ts"`],
      ["Lap.ts", ""],
      ["Operation/Writer.ts", `import { DynamoDB } from "../DynamoDB.ts"`],
      ["Race.ts", `import { layer } from "./Operation/Writer.ts"`],
      ["bin.ts", `import { run } from "./Race.ts"`]
    ])
    assert.deepStrictEqual(problems(sound), [])
    const found = problems(new Map([...sound, [file, text]]))
    assert.strictEqual(found.length, 1, found.join("\n"))
    assert.include(found[0], problem)
  })
})
