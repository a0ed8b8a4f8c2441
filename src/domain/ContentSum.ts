import { base64 } from "./Base64.ts"
import * as Decimal from "./Decimal.ts"
import type { AttributeValue, Item } from "./Item.ts"

/**
 * A hash of 64 bits of one item, equal for two exactly where DynamoDB would call them one (see `ItemEquality`), but for
 * one case in 2^64: cyrb53 (bryc, public domain) over pairs of characters, mixed after each, both lanes kept whole.
 */
class Hash {
  high = 0
  low = 0

  of(item: Item): void {
    this.high = 0xdeadbeef
    this.low = 0x41c6ce57
    this.#item(item)
    const { high, low } = this
    this.high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
    this.low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(this.high ^ (this.high >>> 13), 3266489909)
  }

  #item(item: Item): void {
    const names = Object.keys(item).sort()
    this.#number(names.length)
    for (const name of names) {
      const value = item[name]
      if (value === undefined) continue
      this.#text(name)
      this.#value(value)
    }
  }

  #value(value: AttributeValue): void {
    if ("S" in value) this.#typed(types.S, value.S)
    else if ("N" in value) this.#typed(types.N, Decimal.canonical(value.N))
    else if ("B" in value) this.#typed(types.B, base64(value.B))
    else if ("BOOL" in value) this.#number(value.BOOL ? types.true : types.false)
    else if ("NULL" in value) this.#number(types.NULL)
    else if ("M" in value) {
      this.#number(types.M)
      this.#item(value.M)
    } else if ("L" in value) {
      this.#number(types.L)
      this.#number(value.L.length)
      for (const element of value.L) this.#value(element)
    } else if ("SS" in value) this.#set(types.SS, value.SS)
    else if ("NS" in value) this.#set(types.NS, value.NS.map(Decimal.canonical))
    else this.#set(types.BS, value.BS.map(base64))
  }

  #set(type: number, texts: ReadonlyArray<string>): void {
    this.#number(type)
    this.#number(texts.length)
    for (const text of [...texts].sort()) this.#text(text)
  }

  #typed(type: number, text: string): void {
    this.#number(type)
    this.#text(text)
  }

  /** With its length, so that no two texts run into each other; behind the last character there are zeros. */
  #text(text: string): void {
    const { length } = text
    let high = Math.imul(this.high ^ length, 2654435761)
    let low = Math.imul(this.low ^ length, 1597334677)
    for (let at = 0; at < length; at += 2) {
      const pair = text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
      high = Math.imul(high ^ pair, 2654435761)
      low = Math.imul(low ^ pair, 1597334677)
      // a product's high bits never reach its low ones: those of the second character would stay where they are
      high ^= high >>> 15
      low ^= low >>> 15
    }
    this.high = high
    this.low = low
  }

  #number(value: number): void {
    this.high = Math.imul(this.high ^ value, 2654435761)
    this.low = Math.imul(this.low ^ value, 1597334677)
  }
}

const types = { S: 1, N: 2, B: 3, true: 4, false: 5, NULL: 6, M: 7, L: 8, SS: 9, NS: 10, BS: 11 }

/**
 * Content hashes of items, added up: equal for the same items in any order and in any pieces. An item too many, too few
 * or with other content changes it, but for one case in 2^64.
 */
export class ContentSum {
  readonly #hash = new Hash()
  #high = 0
  #low = 0

  add(item: Item): void {
    this.#hash.of(item)
    this.#plus(this.#hash.high >>> 0, this.#hash.low >>> 0)
  }

  /** A sum that was taken elsewhere. */
  addSum(sum: bigint): void {
    this.#plus(Number(sum >> 32n), Number(sum & 0xffffffffn))
  }

  get value(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low)
  }

  /** The sum since it was taken last. */
  take(): bigint {
    const { value } = this
    this.#high = 0
    this.#low = 0
    return value
  }

  #plus(high: number, low: number): void {
    const sum = this.#low + low
    this.#low = sum >>> 0
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0
  }
}
