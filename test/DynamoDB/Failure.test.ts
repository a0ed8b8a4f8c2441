import { assert, describe, it } from "@effect/vitest"
import { fromException } from "../../src/DynamoDB/Failure.ts"

const tag = (name: string, status = 400) => fromException({ name, message: "words", status })._tag

describe("fromException", () => {
  it.each([
    ["ProvisionedThroughputExceededException", "Throttled"],
    ["ThrottlingException", "Throttled"],
    ["RequestLimitExceeded", "Throttled"],
    ["TransactionConflictException", "Transient"],
    ["TransactionInProgressException", "Transient"],
    ["ReplicatedWriteConflictException", "Transient"],
    ["ResourceNotFoundException", "Fatal"],
    ["AccessDeniedException", "Fatal"],
    ["UnrecognizedClientException", "Fatal"],
    ["ExpiredTokenException", "Fatal"],
    ["InvalidSignatureException", "Fatal"],
    ["MissingAuthenticationToken", "Fatal"],
    ["IncompleteSignature", "Fatal"],
    ["ValidationException", "Rejected"],
    ["ConditionalCheckFailedException", "Rejected"],
    ["ItemCollectionSizeLimitExceededException", "Rejected"],
    ["ResourceInUseException", "Rejected"]
  ] as const)("%s is %s", (name, expected) => assert.strictEqual(tag(name), expected))

  it.each([500, 502, 503, 504])("whatever comes with status %i leaves the outcome unknown", (status) => {
    assert.strictEqual(tag("InternalServerError", status), "Transient")
    assert.strictEqual(tag("AccessDeniedException", status), "Transient")
  })

  it("a throttle with status 503 is a throttle", () => assert.strictEqual(tag("ThrottlingException", 503), "Throttled"))

  it("keeps the reasons", () => {
    const reasons = [{ reason: "TableWriteMaxOnDemandThroughputExceeded", resource: "arn" }]
    const error = fromException({ name: "ThrottlingException", message: "", status: 400, reasons })
    assert.deepInclude(error, { reasons })
  })
})
