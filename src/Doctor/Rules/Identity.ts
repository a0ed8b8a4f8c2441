import type { Rule } from "../Rule.ts"

const missing: Rule = ({ identity }) =>
  identity._tag === "Failed"
    ? {
        id: "credentials-missing",
        severity: "serious",
        title: "The AWS SDK finds no credentials",
        evidence: identity.why,
        cost: "no request can be signed",
        change: "aws sso login, or export AWS_PROFILE=…, or AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…"
      }
    : undefined

const refused: Rule = ({ place, trips }) =>
  place._tag === "Known" && trips._tag === "Known" && trips.value.refused !== null
    ? {
        id: "credentials-refused",
        severity: "serious",
        title: `${place.value.host} refuses the credentials`,
        evidence: trips.value.refused,
        cost: "every request fails",
        change: "see whose they are: aws sts get-caller-identity; then aws sso login, or take new ones"
      }
    : undefined

const hourMs = 3_600_000

const expiring: Rule = ({ identity, nowMs }) => {
  if (identity._tag !== "Known" || identity.value.expiresAtMs === null) return undefined
  const { expiresAtMs, fromEnvironment, keyEnd } = identity.value
  if (expiresAtMs - nowMs > hourMs) return undefined
  const minutes = Math.max(0, Math.floor((expiresAtMs - nowMs) / 60_000))
  return {
    id: "credentials-expire",
    severity: fromEnvironment ? "serious" : "advice",
    title: minutes === 0 ? "The credentials have expired" : `The credentials expire in ${minutes} minutes`,
    evidence: fromEnvironment
      ? `AWS_CREDENTIAL_EXPIRATION, key …${keyEnd}`
      : `their provider's expiration, key …${keyEnd}`,
    cost: fromEnvironment
      ? "nobody renews what stands in environment variables: a run that lasts longer fails from then on"
      : "the SDK asks for new ones in time; a run goes on for as long as that session lasts",
    change: fromEnvironment
      ? "use what renews itself: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN; export AWS_PROFILE=…"
      : "begin with a whole session: aws sso login"
  }
}

const hidden: Rule = ({ variables }) =>
  variables.profile !== null && variables.hasKeys
    ? {
        id: "profile-hides-keys",
        severity: "serious",
        title: "AWS_PROFILE and AWS_ACCESS_KEY_ID are both set",
        evidence: `AWS_PROFILE=${variables.profile}; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set too`,
        cost: "version 3 of the SDK takes the profile and leaves the keys: requests may go to another account than the keys'",
        change: "unset AWS_PROFILE, or unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"
      }
    : undefined

/** AWS's own names need no second look; a private endpoint of a network is one of them. */
const ofAws = /\.(?:amazonaws\.com(?:\.cn)?|api\.aws|amazonaws\.eu)(?::\d+)?$/

const redirected: Rule = ({ client, place, variables }) => {
  if (client._tag !== "Known" || client.value.endpoint === null) return undefined
  const { endpoint } = client.value
  const isTyped = place._tag === "Known" && place.value.typed && place.value.host === endpoint
  if (isTyped || ofAws.test(endpoint)) return undefined
  const name = variables.hasDynamoDBEndpoint
    ? "AWS_ENDPOINT_URL_DYNAMODB"
    : variables.hasEndpoint
      ? "AWS_ENDPOINT_URL"
      : "endpoint_url of the profile"
  return {
    id: "endpoint-redirected",
    severity: "serious",
    title: `Clients of the AWS SDK go to ${endpoint} instead of AWS`,
    evidence: `${name}, as the SDK resolves it`,
    cost: "every client without an endpoint in its code reads and writes there, and signs with your credentials",
    change: name.startsWith("AWS") ? `unset ${name}` : "export AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"
  }
}

const account: Rule = ({ client, identity }) => {
  if (client._tag !== "Known" || client.value.accountEndpoints === "preferred") return undefined
  const { accountEndpoints } = client.value
  if (accountEndpoints === "required") {
    if (identity._tag !== "Known" || identity.value.hasAccount) return undefined
    return {
      id: "account-endpoints",
      severity: "serious",
      title: "The account's own endpoint is required, and the credentials do not say whose they are",
      evidence: `AWS_ACCOUNT_ID_ENDPOINT_MODE or account_id_endpoint_mode is required; key …${identity.value.keyEnd} has no account id`,
      cost: "every request to AWS fails before it is sent",
      change: "export AWS_ACCOUNT_ID_ENDPOINT_MODE=preferred, or AWS_ACCOUNT_ID=…"
    }
  }
  return {
    id: "account-endpoints",
    severity: "advice",
    title: "The account's own endpoint is not used",
    evidence: `AWS_ACCOUNT_ID_ENDPOINT_MODE or account_id_endpoint_mode is ${accountEndpoints}`,
    cost: "requests go by the region's shared host; AWS prefers <account>.ddb.<region>.amazonaws.com (not measured here)",
    change: "unset AWS_ACCOUNT_ID_ENDPOINT_MODE, unless a list of allowed hosts wants it"
  }
}

/** Who signs, and for where. */
export const identity = { missing, refused, expiring, hidden, redirected, account } as const
