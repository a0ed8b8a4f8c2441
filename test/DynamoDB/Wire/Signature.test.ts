import { createHmac } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import * as Aws4 from "aws4"
import { FastCheck } from "effect"
import { scopeOf, signature, signingKey } from "../../../src/DynamoDB/Wire/Signature.ts"
import { Signer } from "../../../src/DynamoDB/Wire/Signer.ts"

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
const date = "20150830T123600Z"

/** Of AWS's test suite for Signature Version 4, those that are a `POST /` without a query. */
const published = [
  {
    name: "post-vanilla",
    headers: [["host", "example.amazonaws.com"]],
    body: "",
    is: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
  },
  {
    name: "post-header-key-sort",
    headers: [
      ["host", "example.amazonaws.com"],
      ["my-header1", "value1"]
    ],
    body: "",
    is: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"
  },
  {
    name: "post-header-value-case",
    headers: [
      ["host", "example.amazonaws.com"],
      ["my-header1", "VALUE1"]
    ],
    body: "",
    is: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d"
  },
  {
    name: "post-x-www-form-urlencoded",
    headers: [
      ["content-type", "application/x-www-form-urlencoded"],
      ["host", "example.amazonaws.com"]
    ],
    body: "Param1=value1",
    is: "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
  },
  {
    name: "post-x-www-form-urlencoded-parameters",
    headers: [
      ["content-type", "application/x-www-form-urlencoded; charset=utf8"],
      ["host", "example.amazonaws.com"]
    ],
    body: "Param1=value1",
    is: "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe"
  }
] as const

describe("a signature", () => {
  it.each(published)("is the published one: $name", ({ body, headers, is }) => {
    const all = [...headers, ["x-amz-date", date] as const]
    const key = signingKey(secret, "20150830", "us-east-1", "service")
    const signed = {
      path: "/",
      headers: all.map(([name, value]) => `${name}:${value}\n`).join(""),
      names: all.map(([name]) => name).join(";"),
      body
    }
    assert.strictEqual(signature(key, date, scopeOf("20150830", "us-east-1", "service"), signed), is)
  })

  it("has the published key", () => {
    const key = signingKey(secret, "20120215", "us-east-1", "iam")
    assert.strictEqual(key.export().toString("hex"), "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d")
    assert.strictEqual(createHmac("sha256", key).update("x").digest().length, 32)
  })
})

const headersOf = (flat: ReadonlyArray<string>) =>
  Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ""]] : [])))

const identity = FastCheck.record({
  accessKeyId: FastCheck.stringMatching(/^[A-Z0-9]{16,20}$/),
  secretAccessKey: FastCheck.stringMatching(/^[\w/+]{40}$/),
  sessionToken: FastCheck.option(FastCheck.stringMatching(/^[\w/+=]{1,200}$/), { nil: undefined })
})

const request = FastCheck.record({
  nowMs: FastCheck.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2099, 0) }),
  operation: FastCheck.constantFrom("PutItem", "BatchWriteItem", "Scan"),
  body: FastCheck.string({ unit: "grapheme", maxLength: 300 })
})

describe("the signer", () => {
  it("signs as aws4 does, whatever it has signed before", () => {
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(FastCheck.tuple(identity, request), { minLength: 1, maxLength: 5 }),
        (some) => {
          const signer = new Signer("dynamodb.eu-west-1.amazonaws.com", "/", "eu-west-1")
          for (const [who, { body, nowMs, operation }] of some) {
            for (const ms of [nowMs, nowMs + 10, nowMs + 1_000, nowMs + 86_400_000]) {
              const headers = headersOf(signer.headers(who, ms, `DynamoDB_20120810.${operation}`, body))
              const { Authorization, authorization, ...rest } = headers
              const { sessionToken, ...keys } = who
              const expected = Aws4.sign(
                {
                  host: "dynamodb.eu-west-1.amazonaws.com",
                  service: "dynamodb",
                  region: "eu-west-1",
                  method: "POST",
                  path: "/",
                  headers: { Host: "dynamodb.eu-west-1.amazonaws.com", ...rest },
                  extraHeadersToIgnore: { "content-length": true },
                  body
                },
                sessionToken === undefined ? keys : { ...keys, sessionToken }
              )
              assert.strictEqual(authorization, expected.headers.Authorization)
            }
          }
        }
      ),
      { numRuns: 100 }
    )
  })
})
