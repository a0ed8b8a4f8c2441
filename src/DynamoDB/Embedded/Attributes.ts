import type { AttributeValue, Item } from "../../domain/Item.ts"
import { validation } from "../Memory/Exceptions.ts"
import { serialization } from "./Exceptions.ts"
import { isObject, type Reader } from "./Reader.ts"

const tooDeep = validation(
  "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
)
const noType = validation("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes")
const severalTypes = validation(
  "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
)
const falseNull = validation(
  "One or more parameter values were invalid: Null attribute value types must have the value of true"
)
const noAttribute = serialization("Unexpected value type in payload")

/** DynamoDB's own limit of 32 is the engine's to keep; this one guards the stack. */
const deepest = 64

/** An item as JSON has it: binary is base64. */
export const item = (reader: Reader, value: unknown, depth = 0): Item | undefined => {
  const members = reader.object(value)
  if (members === undefined) return undefined
  const item: Record<string, AttributeValue> = {}
  for (const name in members) {
    const read = attribute(reader, members[name], depth)
    if (read === undefined) return undefined
    if (name === "__proto__") Object.defineProperty(item, name, { value: read, enumerable: true })
    else item[name] = read
  }
  return item
}

/** Nothing where it was refused. Members that are no type of DynamoDB's are ignored, as the service does. */
const attribute = (reader: Reader, value: unknown, depth: number): AttributeValue | undefined => {
  if (depth > deepest) return reader.refuse(tooDeep)
  if (!isObject(value)) return reader.refuse(noAttribute)
  let read: AttributeValue | undefined
  for (const type in value) {
    const typed = ofType(reader, type, value[type], depth)
    if (typed === undefined) continue
    if (read !== undefined) return reader.refuse(severalTypes)
    read = typed
  }
  return read ?? reader.refuse(noType)
}

const ofType = (reader: Reader, type: string, value: unknown, depth: number): AttributeValue | undefined => {
  switch (type) {
    case "S": {
      const S = reader.text(value)
      return S === undefined ? undefined : { S }
    }
    case "N": {
      const N = reader.text(value)
      return N === undefined ? undefined : { N }
    }
    case "B": {
      const B = reader.bytes(value)
      return B && { B }
    }
    case "BOOL": {
      const BOOL = reader.flag(value)
      return BOOL === undefined ? undefined : { BOOL }
    }
    case "NULL": {
      const NULL = reader.flag(value)
      return NULL === false ? reader.refuse(falseNull) : NULL && { NULL }
    }
    case "M": {
      const M = item(reader, value, depth + 1)
      return M && { M }
    }
    case "L": {
      const L = reader.list(value, (element) => attribute(reader, element, depth + 1))
      return L && { L }
    }
    case "SS": {
      const SS = reader.list(value, (element) => reader.text(element))
      return SS && { SS }
    }
    case "NS": {
      const NS = reader.list(value, (element) => reader.text(element))
      return NS && { NS }
    }
    case "BS": {
      const BS = reader.list(value, (element) => reader.bytes(element))
      return BS && { BS }
    }
    default:
      return undefined
  }
}
