import { Either } from "effect"
import { attributes, type KeyAttribute, type KeySchema, type KeyType } from "./Key.ts"
import type { ColumnType } from "./WorkloadSpec.ts"

const keyTypes: ReadonlyMap<string, KeyType> = new Map([
  ["S", "S"],
  ["N", "N"],
  ["B", "B"]
])
const columnTypes: ReadonlyMap<string, ColumnType> = new Map([...keyTypes, ["BOOL", "BOOL"] as const])

const keyForm = "NAME[:S|N|B][,NAME[:S|N|B]], for example title or artist,year:N"
const typesForm = "NAME:N|B|BOOL|S[,…], for example lat:N,open:BOOL"

const parts = (text: string) => text.split(",").map((part) => part.trim())

/** A name may hold colons: what stands after the last one is its type. */
const typed = <Type>(
  part: string,
  types: ReadonlyMap<string, Type>,
  form: string
): Either.Either<{ readonly name: string; readonly type: Type | undefined }, string> => {
  const colon = part.lastIndexOf(":")
  const name = colon === -1 ? part : part.slice(0, colon)
  const type = colon === -1 ? undefined : types.get(part.slice(colon + 1))
  if (name === "") return Either.left(`"${part}" names no attribute; write ${form}`)
  return colon !== -1 && type === undefined
    ? Either.left(`"${part.slice(colon + 1)}" in "${part}" is no type; write ${form}`)
    : Either.right({ name, type })
}

const keyAttribute = (part: string): Either.Either<KeyAttribute, string> =>
  Either.map(typed(part, keyTypes, keyForm), ({ name, type }) => ({ name, type: type ?? "S" }))

/** `title`, `artist,year:N`: the partition key, then the sort key; strings where no type is said. */
export const parseKey = (text: string): Either.Either<KeySchema, string> =>
  Either.flatMap(Either.all(parts(text).map(keyAttribute)), ([partition, sort, ...more]) => {
    if (partition === undefined || more.length > 0) {
      return Either.left(`"${text}" names ${more.length + 2} attributes, a key has one or two; write ${keyForm}`)
    }
    if (partition.name === sort?.name) return Either.left(`"${text}" names ${sort.name} twice; write ${keyForm}`)
    return Either.right(sort === undefined ? { partition } : { partition, sort })
  })

/** As it can be typed after `--key`. */
export const keyText = (key: KeySchema): string =>
  attributes(key)
    .map(({ name, type }) => `${name}:${type}`)
    .join(",")

/** `lat:N,open:BOOL`: the CSV columns that are not strings. */
export const parseTypes = (text: string): Either.Either<Readonly<Record<string, ColumnType>>, string> =>
  Either.map(
    Either.all(
      parts(text).map((part) =>
        Either.flatMap(typed(part, columnTypes, typesForm), ({ name, type }) =>
          type === undefined
            ? Either.left(`"${part}" says no type; write ${typesForm}`)
            : Either.right([name, type] as const)
        )
      )
    ),
    (entries) => Object.fromEntries(entries)
  )
