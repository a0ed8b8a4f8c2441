import { Either } from "effect"
import type { Answer, Engine } from "../../../src/DynamoDB/Memory/Engine.ts"
import * as MemoryEngine from "../../../src/DynamoDB/Memory/MemoryEngine.ts"
import type { KeySchema } from "../../../src/domain/Key.ts"

export const table = "films"
export const byTitle: KeySchema = { partition: { name: "title", type: "S" } }
export const byTitleAndYear: KeySchema = { ...byTitle, sort: { name: "year", type: "N" } }
export const byDigest: KeySchema = { partition: { name: "digest", type: "B" } }

export const right = <A>(answer: Answer<A>): A => Either.getOrThrowWith(answer, (error) => new Error(error.message))

/** Name and message of the exception. */
export const refusal = (answer: Answer<unknown>): string =>
  Either.match(answer, { onLeft: ({ message, name }) => `${name}: ${message}`, onRight: () => "accepted" })

/** With one empty table. */
export const engine = (key: KeySchema = byTitle): Engine => {
  const made = MemoryEngine.make()
  right(made.createTable({ name: table, key }))
  return made
}
