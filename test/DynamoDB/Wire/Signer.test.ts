import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { Signer } from "../../../src/DynamoDB/Wire/Signer.ts"
import * as Aws4 from "../../setup/Aws4.ts"

const { array, constantFrom, integer, option, record, string, stringMatching } = FastCheck

const identity = record({
  accessKeyId: stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: stringMatching(/^[\w/+]{40}$/),
  sessionToken: option(stringMatching(/^[\w/+=]{1,200}$/), { nil: undefined })
})

const host = constantFrom("dynamodb.eu-west-1.amazonaws.com", "127.0.0.1:8000", "[::1]:8000")
const region = constantFrom("eu-west-1", "us-gov-west-1", "local")

/** As a URL has them. */
const path = array(stringMatching(/^([a-zA-Z0-9!'()*$&+,;=:@._~-]|%20|%C3%BC){0,8}$/), { maxLength: 3 }).map(
  (segments) => new URL(`http://host/${segments.map((segment) => `${segment}/`).join("")}`).pathname
)

const request = record({
  nowMs: integer({ min: Date.UTC(2015, 0), max: Date.UTC(2099, 0) }),
  operation: constantFrom("PutItem", "BatchWriteItem", "Scan"),
  body: string({ unit: "grapheme", maxLength: 300 })
})

const headersOf = (flat: ReadonlyArray<string>): Record<string, string> =>
  Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ""]] : [])))

const fixed = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" }
const atNoon = Date.UTC(2026, 10, 25, 12)

describe("the signer", () => {
  it("signs as aws4 does, whatever it has signed before", () => {
    FastCheck.assert(
      FastCheck.property(
        host,
        region,
        path,
        array(identity, { minLength: 1, maxLength: 3 }),
        array(FastCheck.tuple(FastCheck.nat({ max: 2 }), request), { minLength: 1, maxLength: 8 }),
        (host, region, path, identities, some) => {
          const signer = new Signer(host, path, region)
          for (const [nth, { body, nowMs, operation }] of some) {
            const who = identities[nth % identities.length]
            if (who === undefined) continue
            for (const ms of [nowMs, nowMs + 10, nowMs + 1_000, nowMs + 86_400_000]) {
              const { authorization, ...headers } = headersOf(
                signer.headers(who, ms, `DynamoDB_20120810.${operation}`, body)
              )
              const expected = Aws4.authorization({ region, path, headers: { host, ...headers }, body }, who)
              assert.strictEqual(authorization, expected)
            }
          }
        }
      ),
      { numRuns: 200, seed: 20261125 }
    )
  })

  const signed = (signer: Signer, nowMs: number, who: Aws4.Identity = fixed) =>
    headersOf(signer.headers(who, nowMs, "DynamoDB_20120810.PutItem", "{}"))

  it("dates what it signs to the second", () => {
    const signer = new Signer("h", "/", "r")
    const dates = [0, 999, 1_000, 999, 86_400_000 - 1].map((ms) => signed(signer, atNoon + ms)["x-amz-date"])
    assert.deepStrictEqual(dates, [
      "20261125T120000Z",
      "20261125T120000Z",
      "20261125T120001Z",
      "20261125T120000Z",
      "20261126T115959Z"
    ])
  })

  it("signs alike within a second, and otherwise for another second, day, identity, token, host, path or region", () => {
    const signer = new Signer("h", "/", "r")
    const base = signed(signer, atNoon).authorization
    assert.strictEqual(signed(signer, atNoon + 999).authorization, base)
    const others = [
      signed(signer, atNoon + 1_000),
      signed(signer, atNoon + 86_400_000),
      signed(signer, atNoon, { ...fixed, accessKeyId: "AKIDANOTHER" }),
      signed(signer, atNoon, { ...fixed, secretAccessKey: "another" }),
      signed(signer, atNoon, { ...fixed, sessionToken: "token" }),
      signed(signer, atNoon, { ...fixed, sessionToken: "other" }),
      signed(new Signer("i", "/", "r"), atNoon),
      signed(new Signer("h", "/p/", "r"), atNoon),
      signed(new Signer("h", "/", "s"), atNoon)
    ].map(({ authorization }) => authorization)
    assert.lengthOf(new Set([base, ...others]), 1 + others.length)
    assert.strictEqual(signed(signer, atNoon).authorization, base, "as before, after all of them")
  })

  it("sends the token that it signs, and none where there is none", () => {
    const signer = new Signer("h", "/", "r")
    assert.strictEqual(signed(signer, atNoon, { ...fixed, sessionToken: "token" })["x-amz-security-token"], "token")
    assert.notProperty(signed(signer, atNoon), "x-amz-security-token")
  })

  it("never sends the secret", () => {
    const signer = new Signer("h", "/", "r")
    assert.notInclude(Object.values(signed(signer, atNoon)).join("\n"), fixed.secretAccessKey)
  })
})
