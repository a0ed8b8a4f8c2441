import { Number as Num, Predicate, Schema, type SchemaAST } from "effect"
import { type ContestantResult, Lap, type RaceResult, Standing } from "../domain/RaceResult.ts"
import { counts, finishedLaps } from "./Laps.ts"
import { median } from "./Spread.ts"

/** What is a number in a schema, and what counts by reason, under the names that lead there. */
const numbersIn = (ast: SchemaAST.AST): ReadonlyArray<string> => {
  switch (ast._tag) {
    case "NumberKeyword":
      return [""]
    case "Refinement":
      return numbersIn(ast.from)
    case "Union":
      return ast.types.flatMap(numbersIn)
    case "TypeLiteral":
      return [
        ...ast.indexSignatures.flatMap(({ type }) => numbersIn(type)),
        ...ast.propertySignatures.flatMap(({ name, type }) =>
          numbersIn(type).map((rest) => (rest === "" ? String(name) : `${String(name)}.${rest}`))
        )
      ]
    default:
      return []
  }
}

const pathsOf = <A, I>(schema: Schema.Schema<A, I>): ReadonlyArray<string> => numbersIn(Schema.typeSchema(schema).ast)

/** Added up over all laps, of those too that do not count, as the standings do; of all others the median tells. */
const added: ReadonlyArray<string> = ["retries", "throttles", "rejected", "rejects"]

/** A lap with discrepancies is void, and with it the race. */
const ofLaps = pathsOf(Lap).filter((path) => path !== "round" && !path.startsWith("discrepancies"))
const ofContestants = ["open_ms", "peak_rss_mb", "warm_up_items_per_s"]
const ofStandings = pathsOf(Standing).filter((path) => !ofLaps.includes(path))

/** What there is to ask of a contestant, as the JSON names it. */
export const paths: ReadonlyArray<string> = [...ofLaps, ...ofContestants, ...ofStandings]

const numberAt = (value: unknown, path: ReadonlyArray<string>): number | null => {
  const [key, ...rest] = path
  if (key !== undefined) return Predicate.isRecord(value) ? numberAt(value[key], rest) : null
  if (Predicate.isRecord(value)) return Num.sumAll(Object.values(value).filter(Predicate.isNumber))
  return typeof value === "number" ? value : null
}

const ofAllLaps = (contestant: ContestantResult, path: string): number | null => {
  const isAdded = added.includes(path)
  const laps = isAdded ? contestant.laps : finishedLaps(contestant).filter(counts)
  const values = laps.flatMap((lap) => numberAt(lap, path.split(".")) ?? [])
  return isAdded && values.length > 0 ? Num.sumAll(values) : median(values)
}

/** null where it was not measured, or no lap counts. */
export const valueAt = ({ contestants, summary }: RaceResult, name: string, path: string): number | null => {
  const contestant = contestants.find((one) => one.name === name)
  if (contestant === undefined) return null
  if (ofLaps.includes(path)) return ofAllLaps(contestant, path)
  const holder = ofContestants.includes(path) ? contestant : summary.standings.find((one) => one.name === name)
  return numberAt(holder, path.split("."))
}
