import * as Figure from "../../Report/Figure.ts"
import type { Facts } from "../Facts.ts"
import { cpuUsOf } from "../Rate.ts"
import type { Rule } from "../Rule.ts"

/** A race has its own retries and sockets; what is said of the SDK's is for programs that leave them to it. */
const usual = ({ asked, client }: Facts) => (asked.transport === "sdk" && client._tag === "Known" ? client.value : null)

const retryMode: Rule = (facts) =>
  usual(facts)?.retryMode === "adaptive"
    ? {
        id: "retry-mode",
        severity: "serious",
        title: "The SDK retries adaptively",
        evidence: facts.variables.retryMode === null ? "retry_mode of the profile" : "AWS_RETRY_MODE=adaptive",
        cost: "56 to 62 % of the rate that a table allows; with 5 % of random throttles 2,000 puts took over 100 s instead of 4.1 s (64 in flight, measured on loopback)",
        change: facts.variables.retryMode === null ? "export AWS_RETRY_MODE=standard" : "unset AWS_RETRY_MODE"
      }
    : undefined

const known = ["standard", "adaptive"]

const unknownMode: Rule = (facts) => {
  const mode = usual(facts)?.retryMode
  return mode === undefined || known.includes(mode)
    ? undefined
    : {
        id: "retry-mode-unknown",
        severity: "advice",
        title: `The SDK has no retry mode ${mode}`,
        evidence: facts.variables.retryMode === null ? "retry_mode of the profile" : `AWS_RETRY_MODE=${mode}`,
        cost: "it retries as in standard mode, whatever was meant",
        change: "export AWS_RETRY_MODE=standard"
      }
}

const sdkAttempts = 4
const manyAttempts = 10

const attempts: Rule = (facts) => {
  const client = usual(facts)
  if (client === null) return undefined
  const { maxAttempts } = client
  if (maxAttempts >= sdkAttempts && maxAttempts < manyAttempts) return undefined
  const isFew = maxAttempts < sdkAttempts
  return {
    id: "retry-attempts",
    severity: maxAttempts <= 1 ? "serious" : "advice",
    title: maxAttempts <= 1 ? "The SDK does not retry" : `The SDK makes ${maxAttempts} attempts at a request`,
    evidence: facts.variables.maxAttempts === null ? "max_attempts of the profile" : `AWS_MAX_ATTEMPTS=${maxAttempts}`,
    cost: isFew
      ? "a throttle or a lost connection comes back as an error sooner: the SDK's own default for DynamoDB is 4"
      : "more attempts do not help where the rate is too high: at a limit of 300 puts/s with 128 in flight 76.5 % of calls failed with 10 attempts, 74.4 % with 4 (measured on loopback); lower the rate instead",
    change: facts.variables.maxAttempts === null ? "export AWS_MAX_ATTEMPTS=4" : "unset AWS_MAX_ATTEMPTS"
  }
}

/** What so many connections come to, at the round trip that was measured. */
const held = (sockets: number, { asked, trips }: Facts): string => {
  if (trips._tag !== "Known") return ""
  const byWaiting = sockets / (trips.value.p50Ms / 1_000)
  const byCpu = 1e6 / cpuUsOf(asked)
  return byWaiting <= byCpu
    ? `; so many connections make ${Figure.count(byWaiting)} requests/s at the round trip measured here`
    : `; at the round trip measured here one core of the client is full sooner, at ${Figure.count(byCpu)} requests/s`
}

const sockets: Rule = (facts) => {
  const client = usual(facts)
  const { concurrency } = facts.asked
  if (client === null || concurrency <= client.sockets) return undefined
  const waiting = concurrency - client.sockets
  return {
    id: "sockets",
    // from twice as many on, the SDK warns of it as well
    severity: waiting >= 2 * client.sockets ? "serious" : "advice",
    title: `${concurrency} requests in flight have ${client.sockets} connections`,
    evidence: `maxSockets ${client.sockets} in the SDK's agent, --concurrency ${concurrency}`,
    cost: `${waiting} of ${concurrency} wait in the client, where no timeout counts${held(client.sockets, facts)}`,
    change: `new DynamoDBClient({ requestHandler: { httpsAgent: { maxSockets: ${concurrency} } } })`
  }
}

/** What the SDK does to requests unless code says otherwise. */
export const client = { retryMode, unknownMode, attempts, sockets } as const
