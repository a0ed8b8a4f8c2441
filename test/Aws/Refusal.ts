/** A request as the service sees it. */
export interface Asked {
  /** As in IAM, without `dynamodb:`. */
  readonly action: string
  /** Access key, and the session token after a blank where there is one. */
  readonly signer: string
  readonly region: string
  /** Whether it was signed with the secret. */
  readonly isRight: boolean
  /** ARN of the table; of all tables where it is about none. */
  readonly resource: string
}

/** An exception, as it stands in the body of an answer. */
export interface Refusal {
  readonly __type: string
  readonly message?: string
  readonly Message?: string
}

const coral = (name: string, message: string): Refusal => ({ __type: `com.amazon.coral.service#${name}`, message })
const own = (name: string, message: string): Refusal => ({
  __type: `com.amazonaws.dynamodb.v20120810#${name}`,
  message
})

export const user = "arn:aws:iam::111122223333:user/racer"

/** In the words of the service, capital letter included. */
export const accessDenied = ({ action, resource }: Asked): Refusal => ({
  __type: "com.amazon.coral.service#AccessDeniedException",
  Message: `User: ${user} is not authorized to perform: dynamodb:${action} on resource: ${resource} because no identity-based policy allows the dynamodb:${action} action`
})

export const expired = coral("ExpiredTokenException", "The security token included in the request is expired")

const unknownSigner = coral("UnrecognizedClientException", "The security token included in the request is invalid.")
const unsigned = coral("MissingAuthenticationTokenException", "Request is missing Authentication Token")
const forged = coral(
  "InvalidSignatureException",
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)
const elsewhere = coral("InvalidSignatureException", "Credential should be scoped to a valid region. ")
const missing = own("ResourceNotFoundException", "Requested resource not found")

const notYet = ({ action, resource }: Asked): Refusal | undefined => {
  if (action === "DescribeTable") return undefined
  if (action !== "DeleteTable") return missing
  const table = resource.split("/")[1]
  return own(
    "ResourceInUseException",
    `Attempt to change a resource which is still in use: Table is being created: ${table}`
  )
}

/** What the service refuses whoever asks: the unsigned, the unknown, those of another region, and what a table is not ready for. */
export const refusalOf = (
  asked: Asked,
  service: {
    readonly region: string
    readonly known: ReadonlyArray<string> | undefined
    readonly isCreating: boolean
  }
): Refusal | undefined => {
  if (asked.signer === "") return unsigned
  if (asked.region !== service.region) return elsewhere
  if (service.known?.includes(asked.signer) === false) return unknownSigner
  if (!asked.isRight) return forged
  return service.isCreating ? notYet(asked) : undefined
}
