import { assert, describe, it } from "@effect/vitest"
import { withRemedy } from "../../src/DynamoDB/Remedy.ts"

const user = "arn:aws:iam::111122223333:user/racer"
const table = "arn:aws:dynamodb:eu-central-1:111122223333:table/films"

describe("what the service says comes with what to do", () => {
  it.each([
    [
      `User: ${user} is not authorized to perform: dynamodb:PutItem on resource: ${table} because no identity-based policy allows the dynamodb:PutItem action`,
      `${user} may not do dynamodb:PutItem on ${table} (no identity-based policy allows the dynamodb:PutItem action): allow dynamodb:PutItem in that identity's IAM policy`
    ],
    [
      `User: ${user} is not authorized to perform: dynamodb:CreateTable on resource: ${table} with an explicit deny in a service control policy`,
      `${user} may not do dynamodb:CreateTable on ${table} (an explicit deny in a service control policy): allow dynamodb:CreateTable in that identity's IAM policy`
    ],
    [
      `User: ${user} is not authorized to perform: dynamodb:ListTables`,
      `${user} may not do dynamodb:ListTables: allow dynamodb:ListTables in that identity's IAM policy`
    ],
    ["Not you.", "no permission: Not you."]
  ])("AccessDeniedException: %s", (said, expected) =>
    assert.strictEqual(withRemedy("AccessDeniedException", said), expected)
  )

  it.each([
    [
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      /AWS_PROFILE, or AWS_ACCESS_KEY_ID/
    ],
    ["ExpiredTokenException", "The security token included in the request is expired", /expired: .*aws sso login/],
    ["InvalidSignatureException", "Credential should be scoped to a valid region. ", /set AWS_REGION/],
    ["InvalidSignatureException", "The request signature we calculated does not match", /AWS_SECRET_ACCESS_KEY.*clock/],
    ["ResourceNotFoundException", "Requested resource not found", /Requested resource not found: .*AWS_REGION/],
    ["MissingAuthenticationToken", "", /^set AWS_PROFILE/]
  ])("%s: %s", (code, said, expected) => {
    assert.match(withRemedy(code, said), expected)
    assert.notInclude(withRemedy(code, said), "\n")
  })

  it("what has no remedy stays as it is", () =>
    assert.strictEqual(withRemedy("UnknownOperationException", "What?"), "What?"))
})
