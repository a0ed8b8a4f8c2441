import { Effect } from "effect"
import { kinds, OperationName } from "../domain/OperationKind.ts"
import * as Settings from "../domain/Settings.ts"
import * as Contestant from "../Race/Contestant.ts"
import * as Strategies from "../Strategies.ts"
import type { Strategy } from "../Strategy.ts"
import { Colors } from "./Color.ts"
import * as Output from "./Output.ts"

const uses = ({ uses }: Strategy): string => uses.map((setting) => `--${setting}`).join(" ")

const inFlight = (strategy: Strategy): string => {
  const requests = strategy.inFlight({ ...Settings.defaults, ...strategy.defaults })
  return Number.isFinite(requests) ? String(requests) : "all"
}

/** `Not for scan: coalesced, per-key.` for each operation that not all can do. */
const notFor = OperationName.literals.flatMap((operation) => {
  const names = Strategies.all
    .flatMap(({ name }) => Contestant.unsuited(name, kinds[operation], Strategies.named))
    .map(({ name }) => name)
  return names.length === 0 ? [] : [`Not for ${operation}: ${names.join(", ")}.`]
})

const headings = { name: "strategy", inFlight: "in flight", uses: "uses", summary: "" }

/** Every strategy, what it has in flight at the usual settings, and which settings it uses. */
export const listStrategies = Effect.gen(function* () {
  const { result } = yield* Colors
  const rows = [
    headings,
    ...Strategies.all.map((strategy) => ({
      name: strategy.name,
      inFlight: inFlight(strategy),
      uses: uses(strategy),
      summary: strategy.summary
    }))
  ]
  const widthOf = (column: "name" | "inFlight" | "uses") => Math.max(...rows.map((row) => row[column].length))
  const bold = (text: string) => (result ? `\u001b[1m${text}\u001b[0m` : text)
  const lines = rows.map((row, index) => {
    const name = row.name.padEnd(widthOf("name"))
    const rest = [row.inFlight.padStart(widthOf("inFlight")), row.uses.padEnd(widthOf("uses")), row.summary]
    return `${index === 0 ? name : bold(name)}  ${rest.join("  ").trimEnd()}`
  })
  yield* Output.result(
    `${lines.join("\n")}\n\nEach of them over --transport ${Settings.Transport.literals.join(" or ")}, and by --operation put, get, query (of --shards), scan (of --segments) or http (of --from URLS).\n${notFor.join("\n")}\n\nThe line-up of \`npm start\`: millrace race --strategy ${Contestant.lineUp(kinds.put).join(",")}\nOne of your own: millrace strategies new my-model\n`
  )
})
