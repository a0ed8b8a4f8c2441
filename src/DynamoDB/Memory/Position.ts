import { hash } from "node:crypto"
import { Either } from "effect"
import * as Decimal from "../../domain/Decimal.ts"
import type { AttributeValue, Item } from "../../domain/Item.ts"
import type { KeySchema } from "../../domain/Key.ts"

/** Where an item stands in a scan: by the hash of its partition key, then by that key, then by its sort key. */
export interface Position {
  /** 24 bits. */
  readonly hash: number
  readonly partition: string
  readonly sort: string
}

const hashBits = 24
const slotBits = 12

const notAscii = /[^\0-\x7f]/

const bytes = (text: string): string => (notAscii.test(text) ? Buffer.from(text).toString("latin1") : text)

/** Text whose code units sort as the service sorts the values: bytes for strings and binaries, numbers by their value. */
export const sortable = (value: AttributeValue | undefined): string => {
  if (value === undefined) return ""
  if ("S" in value) return bytes(value.S)
  if ("B" in value) return Buffer.from(value.B).toString("latin1")
  if ("N" in value) return Either.match(Decimal.parse(value.N), { onLeft: () => "", onRight: Decimal.sortable })
  return ""
}

/** The service's own encoding of numbers: a byte for the exponent, then two digits to a byte. */
const numberBytes = ({ digits, negative, point }: Decimal.Decimal): Uint8Array => {
  if (digits === "") return Uint8Array.of(0x80)
  const shift = point % 2 === 0 ? 0 : 1
  const padded = "0".repeat(shift) + digits
  const exponent = (point + shift) / 2 - 64
  const encoded = [negative ? ~exponent : exponent]
  for (let at = 0; at < padded.length; at += 2) {
    const pair = Number(padded.slice(at, at + 2).padEnd(2, "0"))
    encoded.push(negative ? 101 - pair : pair + 1)
  }
  if (negative && encoded.length <= 20) encoded.push(102)
  return Uint8Array.from(encoded)
}

/** The service spreads keys by an MD5 salted with this word, as dynalite's authors found out. */
const salt = "Outliers"

const salted = (bytes: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(salt), bytes])

const hashed = (value: AttributeValue | undefined): string | Uint8Array => {
  if (value === undefined) return salt
  if ("S" in value) return salt + value.S
  if ("B" in value) return salted(value.B)
  if (!("N" in value)) return salt
  const decimal = Decimal.parse(value.N)
  return Either.isRight(decimal) ? salted(numberBytes(decimal.right)) : salt
}

const hashOf = (value: AttributeValue | undefined): number =>
  Number.parseInt(hash("md5", hashed(value), "hex").slice(0, hashBits / 4), 16)

/** The item must have a valid key. */
export const of = ({ partition, sort }: KeySchema, item: Item): Position => ({
  hash: hashOf(item[partition.name]),
  partition: sortable(item[partition.name]),
  sort: sort === undefined ? "" : sortable(item[sort.name])
})

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

export const compare = (left: Position, right: Position): number =>
  left.hash - right.hash || compareText(left.partition, right.partition) || compareText(left.sort, right.sort)

/** What stands from the first that `begins` up to, and without, the first that `ends`; of what follows, both hold too. */
export interface Range {
  readonly begins: (at: Position) => boolean
  readonly ends: (at: Position) => boolean
}

/** The first hash that belongs to a segment; the segment ends where the next one begins. */
const segmentStart = (index: number, of: number): number =>
  Math.ceil((2 ** slotBits * index) / of) * 2 ** (hashBits - slotBits)

export const segment = (index: number, of: number): Range => {
  const from = segmentStart(index, of)
  const to = segmentStart(index + 1, of)
  return { begins: ({ hash }) => hash >= from, ends: ({ hash }) => hash >= to }
}

export const isWithin = ({ begins, ends }: Range, at: Position): boolean => begins(at) && !ends(at)

/** What is left of a range in which `start` was the last to be read. */
export const goOn = ({ begins, ends }: Range, start: Position, forward: boolean): Range =>
  forward ? { begins: (at) => compare(at, start) > 0, ends } : { begins, ends: (at) => compare(at, start) >= 0 }
