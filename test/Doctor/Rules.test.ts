import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { type Facts, known, notAsked, unknown } from "../../src/Doctor/Facts.ts"
import { findings, rules } from "../../src/Doctor/Rules.ts"
import type { Severity } from "../../src/domain/Finding.ts"
import {
  line,
  nowMs,
  place,
  sound,
  withAsked,
  withClient,
  withIdentity,
  withTable,
  withTrips,
  withVariables
} from "./sound.ts"

const minutes = (count: number) => nowMs + count * 60_000
const index = { name: "by-year", writeUnits: null, mostWriteUnits: null }
const onNode = (node: string, cores = 4): Partial<Facts> => ({ machine: { node, cores } })
const on = (endpoint: string, typed = true): Partial<Facts> => ({
  place: known({ ...place, host: endpoint, typed }),
  ...withClient({ endpoint })
})

/** What is amiss, and the one finding that it is; `said` stands somewhere in it. */
const speaks: ReadonlyArray<readonly [name: string, Partial<Facts>, id: string, Severity, said: string]> = [
  ["an SDK at a loss", { client: unknown("Invalid URL") }, "configuration-unreadable", "serious", "Invalid URL"],
  ["no credentials", { identity: unknown("none") }, "credentials-missing", "serious", "AWS_PROFILE"],
  [
    "no credentials, and therefore no place",
    { identity: unknown("none"), place: unknown("no AWS credentials"), trips: notAsked, table: notAsked },
    "credentials-missing",
    "serious",
    "none"
  ],
  ["no region", { place: unknown("no AWS region") }, "target-unresolved", "serious", "AWS_REGION=us-east-1"],
  ["nobody there", { trips: unknown("nobody listens") }, "unreachable", "serious", "millrace local"],
  [
    "nobody there, far off",
    { place: known({ ...place, loopback: false }), trips: unknown("no such host") },
    "unreachable",
    "serious",
    "curl -sv http://127.0.0.1:8000/"
  ],
  [
    "credentials refused",
    withTrips(7, 30, "UnrecognizedClientException"),
    "credentials-refused",
    "serious",
    "UnrecognizedClientException"
  ],
  [
    "an endpoint by variable",
    { ...withClient({ endpoint: "127.0.0.1:1" }), ...withVariables({ hasEndpoint: true }) },
    "endpoint-redirected",
    "serious",
    "unset AWS_ENDPOINT_URL"
  ],
  [
    "an endpoint by DynamoDB's own variable",
    { ...withClient({ endpoint: "127.0.0.1:1" }), ...withVariables({ hasEndpoint: true, hasDynamoDBEndpoint: true }) },
    "endpoint-redirected",
    "serious",
    "unset AWS_ENDPOINT_URL_DYNAMODB"
  ],
  [
    "an endpoint by profile",
    withClient({ endpoint: "127.0.0.1:1" }),
    "endpoint-redirected",
    "serious",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true"
  ],
  [
    "an endpoint by profile that --backend aws leads to",
    on("proxy.local:8000", false),
    "endpoint-redirected",
    "serious",
    "proxy.local:8000"
  ],
  [
    "a host that only looks like AWS's",
    withClient({ endpoint: "amazonaws.com.evil.org" }),
    "endpoint-redirected",
    "serious",
    "evil"
  ],
  ["profile and keys", withVariables({ profile: "work" }), "profile-hides-keys", "serious", "AWS_PROFILE=work"],
  ["a clock ahead", { line: known({ ...line, skewMs: -600_000 }) }, "clock-skew", "serious", "10 min 0 s ahead of"],
  ["a clock behind", { line: known({ ...line, skewMs: 90_000 }) }, "clock-skew", "advice", "1 min 30 s behind"],
  ["no table", { table: known(Option.none()) }, "table-missing", "serious", "films"],
  ["a table that is made", withTable({ status: "CREATING" }), "table-status", "serious", "CREATING"],
  ["a table that changes", withTable({ status: "UPDATING" }), "table-status", "advice", "UPDATING"],
  [
    "an account that is required and not known",
    withClient({ accountEndpoints: "required" }),
    "account-endpoints",
    "serious",
    "…ABCD"
  ],
  ["no account's endpoint", withClient({ accountEndpoints: "disabled" }), "account-endpoints", "advice", "disabled"],
  ["keys that end soon", withIdentity({ expiresAtMs: minutes(20) }), "credentials-expire", "serious", "20 minutes"],
  ["keys that have ended", withIdentity({ expiresAtMs: minutes(-1) }), "credentials-expire", "serious", "have expired"],
  [
    "a session that ends soon",
    withIdentity({ expiresAtMs: minutes(60), fromEnvironment: false }),
    "credentials-expire",
    "advice",
    "60 minutes"
  ],
  [
    "few units provisioned",
    withTable({ onDemand: false, writeUnits: 5, warmWriteUnits: null }),
    "provisioned-capacity",
    "serious",
    "99% of that rate"
  ],
  [
    "few units provisioned, at the rate of what is in flight",
    {
      ...withAsked({ rate: null }),
      ...withTable({ onDemand: false, writeUnits: 999 }),
      ...withTrips(19.9)
    },
    "provisioned-capacity",
    "serious",
    "32 in flight, 19.9 ms each, measured here"
  ],
  ["a limit on demand", withTable({ mostWriteUnits: 100 }), "on-demand-limit", "serious", "MaxWriteRequestUnits=640"],
  ["a table that is cold", withTable({ warmWriteUnits: 600 }), "warm-throughput", "advice", "WriteUnitsPerSecond=640"],
  [
    "one attempt",
    { ...withClient({ maxAttempts: 1 }), ...withVariables({ maxAttempts: "1" }) },
    "retry-attempts",
    "serious",
    "unset AWS_MAX_ATTEMPTS"
  ],
  [
    "no attempt, which is one",
    { ...withClient({ maxAttempts: 0 }), ...withVariables({ maxAttempts: "0" }) },
    "retry-attempts",
    "serious",
    "unset AWS_MAX_ATTEMPTS"
  ],
  [
    "a retry mode that there is not",
    { ...withClient({ retryMode: "foo" }), ...withVariables({ retryMode: "foo" }) },
    "retry-mode-unknown",
    "advice",
    "AWS_RETRY_MODE=foo"
  ],
  ["three attempts by profile", withClient({ maxAttempts: 3 }), "retry-attempts", "advice", "AWS_MAX_ATTEMPTS=4"],
  ["ten attempts", withClient({ maxAttempts: 10 }), "retry-attempts", "advice", "76.5 %"],
  [
    "adaptive retries",
    { ...withClient({ retryMode: "adaptive" }), ...withVariables({ retryMode: "adaptive" }) },
    "retry-mode",
    "serious",
    "unset AWS_RETRY_MODE"
  ],
  ["adaptive retries by profile", withClient({ retryMode: "adaptive" }), "retry-mode", "serious", "56 to 62 %"],
  ["an agent that closes", withClient({ keepAlive: false }), "keep-alive", "serious", "keepAlive: true"],
  ["a server that closes", { line: known({ ...line, kept: false }) }, "keep-alive", "serious", "Connection: close"],
  ["a connection too few", withAsked({ concurrency: 51 }), "sockets", "advice", "1 of 51 wait"],
  ["connections too few by far", withAsked({ concurrency: 150 }), "sockets", "serious", "maxSockets: 150"],
  [
    "connections too few, far off",
    { ...withAsked({ concurrency: 64 }), ...withTrips(19.9, 900) },
    "sockets",
    "advice",
    "one core of the client is full sooner, at 1,613 requests/s"
  ],
  ["a way that is long", withTrips(20), "round-trip", "advice", "--concurrency 85"],
  ["a way that is very long", withTrips(150), "round-trip", "serious", "213 requests/s"],
  ["a connection that is slow", withTrips(7.5, 1_100), "slow-connect", "advice", "1.09 s"],
  ["an index", withTable({ indexes: [index] }), "indexes", "advice", "costs 2 write units"],
  ["local indexes", withTable({ localIndexes: 2 }), "indexes", "advice", "costs 3 write units"],
  ["a stream", withTable({ stream: "NEW_IMAGE" }), "streams", "advice", "NEW_IMAGE"],
  ["replicas", withTable({ replicas: ["eu-west-1"] }), "replicas", "advice", "1 more region"],
  ["no way back", { pointInTime: known(false) }, "point-in-time-recovery", "advice", "7 items"],
  ["workers", onNode("v24.1.0", 2), "workers", "advice", "4 workers share 2 cores"],
  ["a Node of old", onNode("v20.20.2"), "node-version", "advice", "until 2026-04-30"],
  [
    "a Node of old, later",
    { ...onNode("v20.20.2"), nowMs: Date.UTC(2027, 0, 8) },
    "node-version",
    "serious",
    "since 2027-01-08"
  ],
  [
    "a Node that only the SDK leaves",
    { ...onNode("v20.20.2"), nowMs: Date.UTC(2026, 3, 1) },
    "node-version",
    "advice",
    "about to leave"
  ],
  [
    "a Node that only Node leaves",
    { ...onNode("v22.1.0"), nowMs: Date.UTC(2027, 3, 30) },
    "node-version",
    "advice",
    "no support any more"
  ]
]

/** The same things, and nothing amiss with them. */
const silent: ReadonlyArray<readonly [name: string, Partial<Facts>]> = [
  [
    "nobody was asked",
    {
      client: notAsked,
      identity: notAsked,
      place: notAsked,
      trips: notAsked,
      line: notAsked,
      table: notAsked,
      pointInTime: notAsked
    }
  ],
  ["an endpoint that is typed as well", { ...on("127.0.0.1:8000"), ...withVariables({ hasEndpoint: true }) }],
  ["an endpoint of AWS's", withClient({ endpoint: "vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com" })],
  ["a profile alone", withVariables({ profile: "work", hasKeys: false })],
  ["a clock that is nearly right", { line: known({ ...line, skewMs: -59_000 }) }],
  [
    "an account that is required and known",
    { ...withClient({ accountEndpoints: "required" }), ...withIdentity({ hasAccount: true }) }
  ],
  ["keys that end later", withIdentity({ expiresAtMs: minutes(61) })],
  ["units enough", withTable({ onDemand: false, writeUnits: 640, warmWriteUnits: 1 })],
  ["a limit that is high", withTable({ mostWriteUnits: 640 })],
  ["a table that is warm", withTable({ warmWriteUnits: 640 })],
  ["a table that does not say", withTable({ warmWriteUnits: null })],
  ["no rate at all", { ...withAsked({ rate: null }), trips: notAsked, ...withTable({ mostWriteUnits: 1 }) }],
  ["attempts enough", withClient({ maxAttempts: 9 })],
  [
    "retries of an SDK that is not used",
    { ...withAsked({ transport: "wire" }), ...withClient({ retryMode: "adaptive", maxAttempts: 1, keepAlive: false }) }
  ],
  ["connections enough", withAsked({ concurrency: 50 })],
  ["connections of an SDK that is not used", withAsked({ concurrency: 512, transport: "wire" })],
  ["a way that is not long", withTrips(19.9)],
  ["a connection that is not slow", withTrips(7.5, 1_000)],
  ["an empty table without a way back", { ...withTable({ items: 0 }), pointInTime: known(false) }],
  ["a worker for each core", onNode("v24.1.0")],
  ["a Node that is not known yet", onNode("v42.0.0")],
  ["a Node a day before its end", { ...onNode("v22.1.0"), nowMs: Date.UTC(2027, 3, 29) }]
]

const said = (change: Partial<Facts>) => findings({ ...sound, ...change })

describe("a rule speaks", () => {
  it.each(speaks)("of %s", (_, change, id, severity, words) => {
    const found = said(change)
    assert.deepStrictEqual(
      found.map((finding) => ({ id: finding.id, severity: finding.severity })),
      [{ id, severity }]
    )
    assert.include(Object.values(found[0] ?? {}).join("\n"), words)
  })

  it("of every kind at least once", () => {
    const changes = [...speaks.map(([, change]) => change), withTable({ indexes: [{ ...index, writeUnits: 5 }] })]
    const heard = rules.filter((rule) => changes.some((change) => rule({ ...sound, ...change }) !== undefined))
    assert.strictEqual(heard.length, rules.length)
  })

  it("of an index that is too narrow, before it says that there is one", () => {
    const narrow = (limits: Partial<typeof index> | { readonly writeUnits: number }) =>
      said(
        withTable({
          indexes: [
            { ...index, name: "wide", writeUnits: 900 },
            { ...index, ...limits }
          ]
        })
      )
    const [first, second, ...more] = narrow({ writeUnits: 5 })
    assert.deepStrictEqual([first?.id, second?.id, more.length], ["index-capacity", "indexes", 0])
    assert.include(first?.change, `"WriteCapacityUnits":640`)
    assert.deepStrictEqual(
      narrow({ writeUnits: 640 }).map(({ id }) => id),
      ["indexes"]
    )
  })

  it("of an index limited on demand, and a name does not end the quotes around it", () => {
    const [first] = said(withTable({ indexes: [{ name: "it's", writeUnits: null, mostWriteUnits: 10 }] }))
    assert.strictEqual(
      first?.change,
      `aws dynamodb update-table --table-name films --global-secondary-index-updates '[{"Update":{"IndexName":"it'\\''s","OnDemandThroughput":{"MaxWriteRequestUnits":640}}}]' --endpoint-url http://127.0.0.1:8000/`
    )
  })
})

describe("every rule is silent", () => {
  it.each([["a sound set-up", {}] as const, ...silent])("where there is %s", (_, change) => {
    assert.deepStrictEqual(said(change), [])
  })
})

it("what is serious stands first, and each in the order of the rules", () => {
  const all = said({
    ...withTable({ stream: "NEW_IMAGE", status: "CREATING" }),
    ...withClient({ retryMode: "adaptive" }),
    ...onNode("v20.0.0")
  })
  assert.deepStrictEqual(
    all.map(({ id }) => id),
    ["table-status", "retry-mode", "streams", "node-version"]
  )
})
