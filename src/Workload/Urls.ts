import { Effect, Either, Stream } from "effect"
import type { Item } from "../domain/Item.ts"
import * as Url from "../domain/Url.ts"
import type { Urls } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import * as Contents from "./File/Contents.ts"
import { FileError } from "./File/FileError.ts"
import * as Range from "./Range.ts"

/** The URLs of a file, in its order. */
export interface List {
  readonly spec: Urls
  readonly items: ReadonlyArray<Item>
}

const wanted = "a line holds one URL, such as http://127.0.0.1:8080/, or begins with # or is blank"

/** What was typed, without what may be a password in it. */
const shown = (typed: string): string => JSON.stringify(typed.replace(/\/\/[^/]*@/, "//…@").slice(0, 200))

/** A left says what is wrong with the line. Of a URL what follows `#` is never sent. */
const parse = (typed: string): Either.Either<string, string> => {
  const fail = (what: string) => Either.left(`${shown(typed)} ${what}: ${wanted}`)
  if (!/^https?:\/\//i.test(typed)) return fail("does not begin with http:// or https://")
  if (!URL.canParse(typed)) return fail("is no well-formed URL")
  const url = new URL(typed)
  if (url.username !== "" || url.password !== "")
    return fail("has a user or a password, and requests are sent without: leave them out")
  url.hash = ""
  return Either.right(url.href)
}

const isBlank = (line: string): boolean => line === "" || line.startsWith("#")

interface Line {
  readonly number: number
  readonly text: string
}

const lines = (path: string) =>
  Contents.texts(path).pipe(
    Stream.splitLines,
    Stream.map((text) => text.trim()),
    Stream.zipWithIndex,
    Stream.map(([text, index]): Line => ({ number: index + 1, text })),
    Stream.filter(({ text }) => !isBlank(text))
  )

/** The URLs of a file, no more than `limit`; fails at the first line that is none. */
export const read = Effect.fn("Urls.read")(function* ({
  limit,
  path,
  stamp: before
}: Pick<Urls, "limit" | "path" | "stamp">) {
  const stamp = yield* Contents.stampOf(path, before)
  const urls = yield* lines(path).pipe(
    Stream.mapEffect(({ number, text }) =>
      Either.mapLeft(parse(text), (problem) => new FileError({ path, line: number, problem }))
    ),
    Stream.take(limit),
    Stream.runCollect,
    Effect.either
  )
  // what changes meanwhile can be read as anything
  yield* Contents.stampOf(path, stamp)
  const items = Array.from(yield* urls, (url) => Url.toItem(url))
  if (items.length === 0) return yield* new FileError({ path, problem: `it holds no URL; ${wanted}` })
  const spec: Urls = {
    _tag: "Urls",
    path,
    ...(stamp === undefined ? {} : { stamp }),
    limit,
    urls: items.length,
    from: 0,
    size: items.length
  }
  return { spec, items } satisfies List
})

/** So many of them; after the last one the first comes again. */
export const make = ({ items, spec }: List, size: number): Workload<Urls> => {
  const specOf = (from: number, size: number): Urls => ({ ...spec, from, size })
  return Range.make({ key: Url.key, at: (index) => items[index % items.length], specOf }, 0, size)
}
