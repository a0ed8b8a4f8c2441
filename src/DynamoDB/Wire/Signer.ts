import type { KeyObject } from "node:crypto"
import { dateOf, type Identity, scopeOf, signature, signingKey } from "./Signature.ts"

const contentType = "application/x-amz-json-1.0"

const service = "dynamodb"
const names = "content-type;host;x-amz-date;x-amz-target"
const namesWithToken = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"

/** As a signature has it: everything but RFC 3986's unreserved characters. */
const encoded = (segment: string): string =>
  encodeURIComponent(segment).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * Signs requests to one host. What is the same for many of them is made once: the key for a day and an identity, the
 * date for a second.
 */
export class Signer {
  readonly #host: string
  readonly #path: string
  readonly #region: string
  #identity: Identity | undefined
  #second = Number.NaN
  #date = ""
  #scope = ""
  #key: KeyObject | undefined
  #credential = ""

  /** `host` as it stands in the header of that name, `path` as it is sent. */
  constructor(host: string, path: string, region: string) {
    this.#host = host
    this.#path = path.split(/\/+/).map(encoded).join("/")
    this.#region = region
  }

  /** The headers to send, name after value, but for `host` and `content-length`. */
  headers(identity: Identity, nowMs: number, target: string, body: string): Array<string> {
    const key = this.#keyFor(identity, nowMs)
    const date = this.#date
    const token = identity.sessionToken
    const withToken = token === undefined ? "" : `x-amz-security-token:${token}\n`
    const signed = token === undefined ? names : namesWithToken
    const made = signature(key, date, this.#scope, {
      path: this.#path,
      headers: `content-type:${contentType}\nhost:${this.#host}\nx-amz-date:${date}\n${withToken}x-amz-target:${target}\n`,
      names: signed,
      body
    })
    const authorization = `${this.#credential}, SignedHeaders=${signed}, Signature=${made}`
    const headers = [
      "content-type",
      contentType,
      "x-amz-date",
      date,
      "x-amz-target",
      target,
      "authorization",
      authorization
    ]
    if (token !== undefined) headers.push("x-amz-security-token", token)
    return headers
  }

  #keyFor(identity: Identity, nowMs: number): KeyObject {
    const second = Math.floor(nowMs / 1_000)
    if (this.#key !== undefined && second === this.#second && identity === this.#identity) return this.#key
    const date = dateOf(nowMs)
    const day = date.slice(0, 8)
    const isSame = identity === this.#identity && day === this.#date.slice(0, 8)
    const key = (isSame ? this.#key : undefined) ?? signingKey(identity.secretAccessKey, day, this.#region, service)
    this.#key = key
    this.#identity = identity
    this.#second = second
    this.#date = date
    this.#scope = scopeOf(day, this.#region, service)
    this.#credential = `AWS4-HMAC-SHA256 Credential=${identity.accessKeyId}/${this.#scope}`
    return key
  }
}
