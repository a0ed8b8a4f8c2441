import { Either } from "effect"
import type { Answer } from "../Memory/Engine.ts"
import * as ControlPlane from "./ControlPlane.ts"
import * as DataPlane from "./DataPlane.ts"
import * as Exceptions from "./Exceptions.ts"
import type { Operation } from "./Operation.ts"
import { isObject, type Json } from "./Reader.ts"

const operations: ReadonlyArray<Operation> = [...DataPlane.operations, ...ControlPlane.operations]

const byTarget: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [`DynamoDB_20120810.${operation.name}`, operation])
)

/** `target` is the header `X-Amz-Target`. */
export const operation = (target: string | undefined): Operation | undefined => byTarget.get(target ?? "")

const names = operations.map(({ name }) => name).join(", ")

export const unknownOperation = (target: string | undefined) => {
  const asked = target === undefined ? "a request without X-Amz-Target" : target.replace(/^DynamoDB_\d+\./, "")
  return Exceptions.unknownOperation(
    `The embedded DynamoDB of Millrace does not have ${asked}; it has ${names}. For others use --endpoint with DynamoDB Local`
  )
}

/** The service says no more than this. */
export const notJson: Answer<never> = Either.left(Exceptions.serialization(""))

export const parse = (body: string): Answer<Json> =>
  Either.try((): unknown => JSON.parse(body)).pipe(
    Either.orElse(() => notJson),
    Either.flatMap((value) => (isObject(value) ? Either.right(value) : notJson))
  )
