import type { AttributeValue, Item } from "../domain/Item.ts"
import type { KeySchema } from "../domain/Key.ts"
import type { Generated } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import * as Range from "./Range.ts"

const single: KeySchema = { partition: { name: "pk", type: "S" } }
const composite: KeySchema = { ...single, sort: { name: "sk", type: "S" } }

/** A bijection of 32-bit integers: other numbers for each salt, never the same one twice. */
const scramble = (index: number, salt: number): number => {
  let bits = Math.imul(index ^ salt, 0x9e3779b1)
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** From 0 up to and without 1. */
const fraction = (index: number, salt: number): number => scramble(index, salt) / 2 ** 32

const hex = (bits: number): string => bits.toString(16).padStart(8, "0")

const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
const offsets = 4096

/** Text to cut payloads from: one block without order, over and over. */
const filler = (salt: number, length: number): string => {
  let block = ""
  for (let at = 0; at < offsets; at++) block += alphabet.charAt(scramble(at, salt) & 63)
  return block.repeat(Math.ceil(length / offsets))
}

const ranks = 4096

/** Share of the items whose partition key has at most this rank: zipfian with exponent 1. */
const cumulative = (): Float64Array => {
  const sums = Float64Array.from({ length: ranks }, (_, rank) => 1 / (rank + 1))
  for (let rank = 1; rank < ranks; rank++) sums[rank] = (sums[rank] ?? 0) + (sums[rank - 1] ?? 0)
  const total = sums[ranks - 1] ?? 1
  return sums.map((sum) => sum / total)
}

const rankOf = (sums: Float64Array, share: number): number => {
  let low = 0
  let high = ranks - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sums[middle] ?? 1) > share) high = middle
    else low = middle + 1
  }
  return low
}

const partitionKeys = ({ keys, prefix, seed, shards }: Generated): ((index: number) => string) => {
  const name = scramble(seed, 1)
  if (shards !== undefined) return (index) => `${prefix}k#${scramble(index, name) % shards}`
  const own = (index: number) => `${prefix}${hex(scramble(index, name))}`
  const draw = scramble(seed, 2)
  switch (keys) {
    case "uniform":
      return own
    case "hot":
      return (index) => (fraction(index, draw) < 0.9 ? `${prefix}hot` : own(index))
    case "zipfian": {
      const sums = cumulative()
      const names = Array.from(sums, (_, rank) => own(rank))
      return (index) => names[rankOf(sums, fraction(index, draw))] ?? own(0)
    }
  }
}

/** What DynamoDB counts for a whole number that is not negative: a byte, and one per two significant digits. */
const numberBytes = (value: number): number => {
  let significant = value
  while (significant > 0 && significant % 10 === 0) significant /= 10
  return significant === 0 ? 1 : 1 + Math.ceil(String(significant).length / 2)
}

/** Where keys repeat, the item whose key item `index` carries; a chain of repeats ends at its first item. */
const origins = ({ repeat_keys, seed }: Generated): ((index: number) => number) => {
  if (repeat_keys === 0) return (index) => index
  const repeats = scramble(seed, 3)
  const earlier = scramble(seed, 4)
  return (index) => {
    let origin = index
    while (origin > 0 && fraction(origin, repeats) < repeat_keys)
      origin = Math.floor(fraction(origin, earlier) * origin)
    return origin
  }
}

const smallestPayload = 3

/** Whether partition keys repeat. */
const isSorted = ({ keys, shards }: Generated): boolean => keys !== "uniform" || shards !== undefined

const itemAt = (spec: Generated): ((index: number) => Item) => {
  const partitionKey = partitionKeys(spec)
  const originOf = origins(spec)
  const sorted = isSorted(spec)
  const versioned = spec.repeat_keys > 0
  const content = scramble(spec.seed, 5)
  const text = filler(content, spec.item_size_bytes + offsets)
  const fixed = "pk".length + "v".length + (sorted ? "sk".length + 8 : 0) + (versioned ? "version".length : 0)
  return (index) => {
    const origin = originOf(index)
    const pk = partitionKey(origin)
    const room = spec.item_size_bytes - fixed - pk.length - (versioned ? numberBytes(index) : 0)
    const length = Math.max(room, smallestPayload)
    const unlike = scramble(index, content)
    const offset = unlike & (offsets - 1)
    const item: Record<string, AttributeValue> = { pk: { S: pk } }
    if (sorted) item.sk = { S: hex(origin) }
    if (versioned) item.version = { N: String(index) }
    item.v = { S: hex(unlike).slice(0, length) + text.slice(offset, offset + Math.max(length - 8, 0)) }
    return item
  }
}

/**
 * Items of `item_size_bytes`, counted by DynamoDB's rule: `pk`, `sk` where partition keys repeat, `version` where whole
 * keys repeat, and a payload `v`, of which no two are equal from 8 bytes on; shorter ones begin like that, and the item's
 * key or version tells it from others. Making one takes about a microsecond. The spec's bounds are those of its schema.
 */
export const make = (spec: Generated): Workload<Generated> => {
  const at = itemAt(spec)
  const key = isSorted(spec) ? composite : single
  return Range.make({ key, at, specOf: (from, size) => ({ ...spec, from, size }) }, spec.from ?? 0, spec.size)
}
