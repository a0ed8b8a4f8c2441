/**
 * Client CPU time of an item by transport, before a sink that answers at once or after 7.5 ms, every contender in a process
 * of its own, all of them once in every round.
 * `npm run bench -- transports`, or a part of it: `npm run bench -- transports put http 0`
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { median } from "../../src/Race/Spread.ts"
import { contenders, isName, type Name, type Stage, serve } from "./transports-contender.ts"
import { listen } from "./transports-sink.ts"

const rounds = 7
const warmUps = 4
const itemsOf = { put: 8_000, batch: 100_000 }

const file = fileURLToPath(import.meta.url)
const names = Object.keys(contenders).filter(isName)

const start = async (...args: ReadonlyArray<string>) => {
  const child = fork(file, args, { execArgv: [] })
  child.once("exit", (code) => {
    if (code !== null && code !== 0) throw new Error(`${args.join(" ")} ended with ${code}`)
  })
  const [first] = await once(child, "message")
  return { child, first }
}

const turn = async (child: ChildProcess, items: number): Promise<number> => {
  child.send(items)
  const [us] = await once(child, "message")
  return Number(us)
}

const shuffled = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> =>
  all
    .map((one) => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)

const measure = async (operation: "put" | "batch", scheme: string, latency: string) => {
  const sink = await start("sink", scheme, latency)
  const stage: Stage = { ...sink.first, batch: operation === "put" ? 1 : 25 }
  const racing = await Promise.all(
    names.map(async (name) => ({
      name,
      us: [] as number[],
      ...(await start("contender", name, JSON.stringify(stage)))
    }))
  )
  for (let round = -warmUps; round < rounds; round++) {
    for (const { child, us } of shuffled(racing)) {
      const taken = await turn(child, itemsOf[operation])
      if (round >= 0) us.push(taken)
    }
  }
  for (const { child } of [...racing, sink]) child.disconnect()
  const of = (name: Name) => racing.find((one) => one.name === name)?.us ?? []
  const ratio = (us: ReadonlyArray<number>, to: Name) =>
    (median(us.map((one, round) => one / (of(to)[round] ?? Number.NaN))) ?? Number.NaN).toFixed(2)
  console.log(
    `\n${operation === "put" ? "PutItem" : "BatchWriteItem of 25"} · ${scheme} · ${latency} ms · Node ${process.version}`
  )
  console.log(`${"µs of CPU an item".padEnd(36)} median   least … most   × unsigned   × SDK`)
  for (const { name, us } of racing) {
    const spread = `${Math.min(...us).toFixed(1)} … ${Math.max(...us).toFixed(1)}`
    console.log(
      `${name.padEnd(36)} ${(median(us) ?? Number.NaN).toFixed(1).padStart(6)}  ${spread.padStart(15)} ${ratio(us, "undici, unsigned").padStart(10)} ${ratio(us, "SDK, for-each").padStart(8)}`
    )
  }
}

const [role = "", first = "", second = ""] = process.argv.slice(2)
if (role === "sink") listen(first, Number(second))
else if (role === "contender" && isName(first)) await serve(first, JSON.parse(second))
else {
  const asked = process.argv.slice(2)
  const isAsked = (...words: ReadonlyArray<string>) => asked.slice(1).every((word) => words.includes(word))
  for (const scheme of ["http", "https"]) {
    for (const latency of ["0", "7.5"]) {
      for (const operation of ["put", "batch"] as const) {
        if (isAsked(operation, scheme, latency)) await measure(operation, scheme, latency)
      }
    }
  }
}
