import type { Layer } from "effect"
import type { DynamoDB } from "./DynamoDB.ts"
import type { OperationSpec } from "./domain/OperationKind.ts"
import type { Lap } from "./Lap.ts"
import * as Pages from "./Operation/Pages.ts"
import * as Reader from "./Operation/Reader.ts"
import * as Writer from "./Operation/Writer.ts"
import type { Operation } from "./Operation.ts"

/** What a strategy performs, by what is to be done. */
export const layer = (spec: OperationSpec): Layer.Layer<Operation, never, DynamoDB | Lap> => {
  switch (spec._tag) {
    case "put":
      return Writer.layer
    case "get":
      return Reader.layer(spec)
    case "query":
      return Pages.layerQuery(spec)
    case "scan":
      return Pages.layerScan(spec)
  }
}
