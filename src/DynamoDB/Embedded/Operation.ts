import { Either } from "effect"
import type { Answer, Engine } from "../Memory/Engine.ts"
import type { Json } from "./Reader.ts"
import { Request } from "./Request.ts"

/** One operation of the API: from the members of a request to the body of its answer. */
export interface Operation {
  readonly name: string
  /** Requests of the data plane meet the conditions, those of the control plane are answered at once. */
  readonly plane: "data" | "control"
  readonly perform: (engine: Engine, members: Json) => Answer<string>
  /** The answer that nothing of a batch was done; only batches have one. */
  readonly unprocessed: ((members: Json) => Answer<string>) | undefined
}

export const make = <Input, Output>(definition: {
  readonly name: string
  readonly plane: Operation["plane"]
  readonly members: ReadonlyArray<string>
  readonly read: (request: Request) => Input
  readonly carryOut: (engine: Engine, input: Input) => Answer<Output>
  readonly answer: (output: Output, input: Input) => unknown
  readonly unprocessed?: (members: Json) => unknown
}): Operation => {
  const { answer, carryOut, name, plane, read, unprocessed } = definition
  const known = new Set(definition.members)
  return {
    name,
    plane,
    perform: (engine, members) => {
      const request = new Request(name, members, known)
      const input = read(request)
      const refusal = request.refusal
      if (refusal !== undefined) return Either.left(refusal)
      return Either.map(carryOut(engine, input), (output) => JSON.stringify(answer(output, input)))
    },
    unprocessed: unprocessed && ((members) => Either.right(JSON.stringify(unprocessed(members))))
  }
}
