/**
 * Client CPU time of an item by transport, before a sink that answers at once or after 7.5 ms: every contender in a process
 * of its own, all of them once in every round.
 * `npm run bench -- transports`, or a part of it: `npm run bench -- transports put http 0 --contenders undici,wire --rounds 9`
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Child } from "./transports/Child.ts"
import { isName, type Name, names, serve, type Took } from "./transports/Contenders.ts"
import type { Stage } from "./transports/Loop.ts"
import { type Listening, listen } from "./transports/Sink.ts"
import { lines } from "./transports/Table.ts"

const operations = ["put", "batch"] as const
const schemes = ["http", "https"] as const
const latencies = ["0", "7.5"] as const

const file = fileURLToPath(import.meta.url)
const batchOf = { put: 1, batch: 25 }
const lapUs = 1_000_000
const warmUps = 4
const firstUnits = 500

interface Racing {
  readonly name: Name
  readonly child: Child
  readonly took: Array<Took>
  items: number
}

const shuffled = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> =>
  all
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

const measure = async (racing: ReadonlyArray<Racing>, sink: Child, batch: number, rounds: number) => {
  for (let round = -warmUps; round < rounds; round++) {
    for (const one of shuffled(racing)) {
      const before: number = await sink.ask(0)
      const took: Took = await one.child.ask(one.items)
      const requests = (await sink.ask(0)) - before
      if (requests !== one.items / batch) throw new Error(`${one.name} sent ${one.items} items in ${requests} requests`)
      if (round >= 0) one.took.push(took)
      else one.items = Math.ceil((one.items * lapUs) / took.wallUs / batch) * batch
    }
  }
}

const table = async (
  operation: (typeof operations)[number],
  scheme: string,
  latency: string,
  contenders: ReadonlyArray<Name>,
  rounds: number
) => {
  const batch = batchOf[operation]
  const sink = new Child(file, ["sink", scheme, latency])
  const { authority, endpoint }: Listening = await sink.answer()
  const stage: Stage = { endpoint, batch }
  const folder = await mkdtemp(join(tmpdir(), "millrace-bench-"))
  try {
    const trusted = join(folder, "authority.pem")
    await writeFile(trusted, authority)
    const racing = await Promise.all(
      contenders.map(async (name): Promise<Racing> => {
        const child = new Child(file, ["contender", name, JSON.stringify(stage)], {
          NODE_EXTRA_CA_CERTS: trusted
        })
        await child.answer()
        return { name, child, took: [], items: firstUnits * batch }
      })
    )
    await measure(racing, sink, batch, rounds)
    const what = operation === "put" ? "PutItem" : "BatchWriteItem of 25"
    console.log(`\n${what} · ${scheme} · ${latency} ms · Node ${process.version} · ${rounds} rounds`)
    for (const line of lines(racing)) console.log(line)
    for (const { child } of racing) child.letGo()
    sink.letGo()
  } finally {
    await rm(folder, { recursive: true })
  }
}

const bench = async (args: ReadonlyArray<string>) => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { contenders: { type: "string", default: "" }, rounds: { type: "string", default: "7" } }
  })
  const words: ReadonlyArray<string> = [...operations, ...schemes, ...latencies]
  const unknown = positionals.find((word) => !words.includes(word))
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of ${words.join(", ")}`)
  const asked = <A extends string>(all: ReadonlyArray<A>) => {
    const named = all.filter((one) => positionals.includes(one))
    return named.length === 0 ? all : named
  }
  const contenders = names.filter((name) => values.contenders.split(",").some((part) => name.includes(part)))
  for (const scheme of asked(schemes)) {
    for (const latency of asked(latencies)) {
      for (const operation of asked(operations)) {
        await table(operation, scheme, latency, contenders, Number(values.rounds))
      }
    }
  }
}

const [, , role = "", first = "", second = ""] = process.argv
if (role === "sink") listen(first, Number(second))
else if (role === "contender" && isName(first)) {
  await serve(first, JSON.parse(second))
} else {
  await bench(process.argv.slice(3)).catch((error: Error) => {
    console.error(error.message)
    process.exit(1)
  })
}
