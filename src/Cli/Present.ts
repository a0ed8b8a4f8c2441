import { Effect, Option, Schema } from "effect"
import { RaceResult } from "../domain/RaceResult.ts"
import { render } from "../Report/Terminal.ts"
import type { View } from "../Report/View.ts"
import { Colors } from "./Color.ts"
import * as Output from "./Output.ts"
import { isStdout, type OutputFile, write } from "./OutputFile.ts"

/** How and where a result is shown besides the standings. */
export interface Presentation {
  readonly json: Option.Option<OutputFile>
  readonly html: Option.Option<OutputFile>
  readonly view: View
}

export const filesOf = ({ html, json }: Presentation): ReadonlyArray<OutputFile> =>
  [json, html].flatMap((file) => Option.toArray(file))

const encode = Schema.encode(Schema.parseJson(RaceResult, { space: 2 }))

const json = (result: RaceResult) => Effect.map(Effect.orDie(encode(result)), (text) => `${text}\n`)

/** Charts are loaded when they are wanted: they are the largest part of the program. */
export const page = (result: RaceResult, view: View) =>
  Effect.map(
    Effect.promise(() => import("../Report/Html.ts")),
    (Html) => Html.render(result, view)
  )

/** Standings to stdout, or to stderr where a file goes to stdout; then the files. */
export const present = Effect.fn("Present.present")(function* (result: RaceResult, presentation: Presentation) {
  const colors = yield* Colors
  const [stream, print, color] = filesOf(presentation).some(isStdout)
    ? [process.stderr, Output.aside, colors.aside]
    : [process.stdout, Output.result, colors.result]
  yield* print(`${render(result, { width: Output.widthOf(stream), color }, presentation.view)}\n`)
  for (const file of Option.toArray(presentation.json)) yield* write(file, yield* json(result))
  for (const file of Option.toArray(presentation.html)) yield* write(file, yield* page(result, presentation.view))
})
