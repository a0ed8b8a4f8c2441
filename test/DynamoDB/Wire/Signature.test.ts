import { createHmac } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { dateOf, scopeOf, signature, signingKey } from "../../../src/DynamoDB/Wire/Signature.ts"

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
const date = "20150830T123600Z"

const token =
  "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA=="

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
    name: "post-sts-header-before",
    headers: [
      ["host", "example.amazonaws.com"],
      ["x-amz-security-token", token]
    ],
    body: "",
    is: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead"
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
  it("is dated as published", () => assert.strictEqual(dateOf(Date.UTC(2015, 7, 30, 12, 36, 0, 999)), date))

  it.each(published)("is the published one: $name", ({ body, headers, is }) => {
    const all = [...headers, ["x-amz-date", date] as const].toSorted(([a], [b]) => (a < b ? -1 : 1))
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
