/** `User: arn:… is not authorized to perform: dynamodb:PutItem on resource: arn:… because …`, the last two not always. */
const denial =
  /^User: (?<user>\S+) is not authorized to perform: (?<action>[\w:-]+)(?: on resource: (?<resource>\S+))?(?: (?:because|with) (?<why>.*))?$/s

const denied = (message: string): string => {
  const { action, resource, user, why } = denial.exec(message)?.groups ?? {}
  if (action === undefined) return `no permission: ${message}`
  const where = resource === undefined ? "" : ` on ${resource}`
  const reason = why === undefined ? "" : ` (${why.replace(/\.$/, "")})`
  return `${user} may not do ${action}${where}${reason}: allow ${action} in that identity's IAM policy`
}

const another = "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"

/** By what the service calls it; most of all others explain themselves. */
const remedies: Readonly<Record<string, string>> = {
  UnrecognizedClientException: `the access key is not known there: ${another} of that account, with AWS_SESSION_TOKEN where the key is temporary`,
  InvalidClientTokenId: `the access key is not known there: ${another}`,
  ExpiredTokenException: "the credentials have expired: log in again, for example by aws sso login",
  ExpiredToken: "the credentials have expired: log in again, for example by aws sso login",
  MissingAuthenticationToken: another,
  MissingAuthenticationTokenException: another,
  ResourceNotFoundException:
    "no such table there, or no longer: look at its name, at AWS_REGION and at whoever deletes it"
}

const signature = (message: string): string =>
  /valid region/i.test(message)
    ? "the endpoint is one of another region: set AWS_REGION to the region of the endpoint"
    : "look at AWS_SECRET_ACCESS_KEY, and at the clock of this machine"

/** What the service said about a request that cannot be repeated, with what to do about it. */
export const withRemedy = (code: string, message: string): string => {
  if (code === "AccessDeniedException") return denied(message)
  const remedy =
    code === "InvalidSignatureException" || code === "SignatureDoesNotMatch" ? signature(message) : remedies[code]
  if (remedy === undefined) return message
  const said = message.trim().replace(/[.:]$/, "")
  return said === "" ? remedy : `${said}: ${remedy}`
}
