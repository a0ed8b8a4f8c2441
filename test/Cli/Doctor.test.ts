import { readFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Checkup } from "../../src/domain/Finding.ts"
import { folder } from "../setup/Environment.ts"
import * as Loopback from "../setup/Loopback.ts"
import * as Program from "./Program.ts"
import * as StagedTable from "./StagedTable.ts"

const checkupOf = Schema.decodeUnknownSync(Schema.parseJson(Checkup))

/** A user of whom this machine's own configuration tells nothing. */
const nobody = { HOME: "/nonexistent" }

const doctor = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  Program.run(["doctor", "--workers", "1", ...args], { env: { ...nobody, ...env } })

interface Staging {
  readonly name: string
  readonly id: string
  readonly code: 0 | 1
  readonly stage?: StagedTable.Stage
  readonly env?: Readonly<Record<string, string>>
  readonly args?: ReadonlyArray<string>
}

const soon = () => new Date(Date.now() + 20 * 60_000).toISOString()
const anHourOn = () => new Date(Date.now() + 3_600_000).toUTCString()
const provisioned = {
  BillingModeSummary: { BillingMode: "PROVISIONED" },
  ProvisionedThroughput: { WriteCapacityUnits: 5 }
}
const index = (WriteCapacityUnits: number) => ({
  IndexName: "by-year",
  ProvisionedThroughput: { WriteCapacityUnits }
})

const stagings: ReadonlyArray<Staging> = [
  { name: "adaptive retries", id: "retry-mode", code: 1, env: { AWS_RETRY_MODE: "adaptive" } },
  { name: "no retries", id: "retry-attempts", code: 1, env: { AWS_MAX_ATTEMPTS: "1" } },
  { name: "too few sockets", id: "sockets", code: 0, args: ["--concurrency", "64"] },
  {
    name: "an endpoint in a variable",
    id: "endpoint-redirected",
    code: 1,
    env: { AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1" }
  },
  { name: "a profile besides keys", id: "profile-hides-keys", code: 1, env: { AWS_PROFILE: "work" } },
  {
    name: "an account's endpoint that cannot be had",
    id: "account-endpoints",
    code: 1,
    env: { AWS_ACCOUNT_ID_ENDPOINT_MODE: "required" }
  },
  {
    name: "keys that expire",
    id: "credentials-expire",
    code: 1,
    env: { AWS_SESSION_TOKEN: "hush-hush", AWS_CREDENTIAL_EXPIRATION: soon() }
  },
  { name: "few units provisioned", id: "provisioned-capacity", code: 1, stage: { table: provisioned } },
  {
    name: "a limit on demand",
    id: "on-demand-limit",
    code: 1,
    stage: { table: { OnDemandThroughput: { MaxWriteRequestUnits: 10 } } }
  },
  {
    name: "an index that is too narrow",
    id: "index-capacity",
    code: 1,
    stage: { table: { GlobalSecondaryIndexes: [index(5)] } }
  },
  {
    name: "a table that is not warm",
    id: "warm-throughput",
    code: 0,
    args: ["--rate", "10k"],
    stage: { table: { WarmThroughput: { WriteUnitsPerSecond: 4_000 } } }
  },
  {
    name: "indexes",
    id: "indexes",
    code: 0,
    stage: { table: { GlobalSecondaryIndexes: [index(0), index(0)] } }
  },
  {
    name: "a stream",
    id: "streams",
    code: 0,
    stage: { table: { StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } } }
  },
  {
    name: "no way back",
    id: "point-in-time-recovery",
    code: 0,
    stage: { table: { ItemCount: 7 }, pointInTime: "DISABLED" }
  },
  { name: "a table that is being made", id: "table-status", code: 1, stage: { table: { TableStatus: "CREATING" } } },
  { name: "no table", id: "table-missing", code: 1, args: ["--table", "flims"] },
  { name: "connections that are closed", id: "keep-alive", code: 1, stage: { headers: { connection: "close" } } },
  { name: "a clock that is wrong", id: "clock-skew", code: 1, stage: { headers: { date: anHourOn() } } },
  { name: "a way that is long", id: "round-trip", code: 1, stage: { delayMs: 110 } },
  {
    name: "credentials that are refused",
    id: "credentials-refused",
    code: 1,
    stage: { refused: { GetItem: "UnrecognizedClientException" } }
  }
]

/** As on a screen that is wide enough. */
const unwrapped = (text: string) => text.replaceAll(/\n +/g, " ")

/** An old Node and a machine that is busy are none of the test's doing. */
const ofTheMachine = ["node-version", "round-trip", "slow-connect"]

/** What was found, but for what the machine may add to it. */
const found = (checkup: Checkup, staged = "") =>
  checkup.findings.map(({ id }) => id).filter((id) => id === staged || !ofTheMachine.includes(id))

describe("names as its first or second finding", () => {
  it.scopedLive.each(stagings)("$name", ({ args = [], code, env = {}, id, stage = {} }) =>
    Effect.gen(function* () {
      const { asked, endpoint } = yield* StagedTable.make(stage)
      const table = args.includes("--table") ? [] : ["--table", "films"]
      const ended = yield* doctor(["--endpoint", endpoint, ...table, "--json", "-", ...args], env)
      const checkup = checkupOf(ended.stdout)
      assert.include(found(checkup, id).slice(0, 2), id)
      assert.strictEqual(ended.code, code)
      assert.include(ended.stderr, `${checkup.findings[0]?.severity}: ${checkup.findings[0]?.title.split(" ")[0]}`)
      assert.notInclude(ended.stdout + ended.stderr, "hush-hush")
      assert.isTrue(Array.from(asked).every((operation) => /^(GetItem|Describe)/.test(operation)))
    })
  )
})

describe("a sound set-up", () => {
  it.scopedLive("is one line for each thing that was looked at", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* StagedTable.make({ table: { ItemCount: 7 }, pointInTime: "ENABLED" })
      const path = join(yield* folder, "doctor.json")
      const ended = yield* doctor(["--endpoint", endpoint, "--table", "films", "--json", path])
      const checkup = checkupOf(yield* Effect.promise(() => readFile(path, "utf8")))
      const stdout = unwrapped(ended.stdout)
      assert.deepStrictEqual(found(checkup), [])
      assert.strictEqual(ended.code, 0)
      assert.deepStrictEqual(checkup.not_looked_at, [])
      for (const seen of checkup.looked_at) {
        assert.include(stdout, `${seen.what.padEnd(22)}  ${seen.found}\n`)
      }
      assert.match(stdout, /^keep-alive +the server keeps connections$/m)
      assert.match(stdout, /^table +ACTIVE, on demand, 7 items, 0 indexes, no stream, 0 replicas$/m)
      assert.match(stdout, /^credentials +key …test, no word on when it expires$/m)
    })
  )

  it.scopedLive("is a table of the embedded DynamoDB, over either transport", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* StagedTable.make({})
      for (const transport of ["sdk", "wire"]) {
        const { code, stdout } = yield* doctor(["--endpoint", endpoint, "--table", "films", "--transport", transport])
        assert.strictEqual(code, 0)
        assert.notInclude(stdout, "serious: ")
        assert.match(unwrapped(stdout), new RegExp(`^round trip .* over ${transport}$`, "m"))
      }
    })
  )
})

it.live("without a target looks at this machine, asks nobody, and says what to type", () =>
  Effect.gen(function* () {
    const { code, stderr, stdout } = yield* doctor([])
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.match(stdout, /^millrace doctor \S+: this machine\n/)
    assert.match(stdout, /\nTo look at a table too: millrace doctor --table NAME --endpoint URL, or --backend aws\n$/)
    assert.notMatch(stdout, /^(target|round trip)/m)
  })
)

it.scopedLive("names the permission that is missing", () =>
  Effect.gen(function* () {
    const { endpoint } = yield* StagedTable.make({
      refused: { DescribeContinuousBackups: "AccessDeniedException", GetItem: "AccessDeniedException" }
    })
    const { code, stdout } = yield* doctor(["--endpoint", endpoint, "--table", "films"])
    assert.strictEqual(code, 0)
    assert.match(stdout, /^not looked at: point-in-time recovery, needs dynamodb:DescribeContinuousBackups$/m)
  })
)

it.scopedLive("says that nobody listens", () =>
  Effect.gen(function* () {
    const endpoint = yield* Effect.scoped(Loopback.endpoint(createServer()))
    const { code, stdout } = yield* doctor(["--endpoint", endpoint, "--table", "films"])
    assert.strictEqual(code, 1)
    assert.match(stdout, /^1\. serious: 127\.0\.0\.1:\d+ gives no answer of DynamoDB's\n +seen +cannot reach /m)
  })
)

describe("--backend aws", () => {
  it.scopedLive("goes where the configuration leads", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* StagedTable.make({})
      const { code, stdout } = yield* doctor(["--backend", "aws", "--table", "films"], {
        AWS_ENDPOINT_URL_DYNAMODB: endpoint
      })
      assert.strictEqual(code, 1)
      assert.match(stdout, /^1\. serious: Clients of the AWS SDK go to 127\.0\.0\.1:\d+ instead of AWS$/m)
      assert.match(stdout, /^table +ACTIVE/m)
    })
  )

  it.live("without credentials says so, and sends nothing", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* doctor(["--backend", "aws", "--json", "-"], {
        AWS_ACCESS_KEY_ID: "",
        AWS_SECRET_ACCESS_KEY: ""
      })
      const { findings, host } = checkupOf(stdout)
      assert.deepStrictEqual([code, host, findings[0]?.id], [1, null, "credentials-missing"])
    })
  )

  it.live("without a region says so, and sends nothing", () =>
    Effect.gen(function* () {
      const { code, stdout } = yield* doctor(["--backend", "aws", "--json", "-"], { AWS_REGION: "" })
      const { findings, host } = checkupOf(stdout)
      assert.deepStrictEqual([code, host, findings[0]?.id], [1, null, "target-unresolved"])
    })
  )
})

const wrong: ReadonlyArray<readonly [args: ReadonlyArray<string>, said: string]> = [
  [["--table", "films"], "--table needs a place: add --endpoint URL, or --backend aws"],
  [
    ["--endpoint", "http://127.0.0.1:1", "--backend", "aws"],
    "--endpoint and --backend both say where: leave one of them out"
  ],
  [["--allow-http"], "--allow-http goes with --endpoint URL or --backend aws"],
  [["--allow-endpoint"], "--allow-endpoint goes with --endpoint URL or --backend aws"],
  [["--backend", "azure"], '"azure" is no choice of --backend: type one of aws'],
  [["--batch", "26"], "--batch: 26 is out of range: type 1 to 25"],
  [["--rate", "0"], "--rate: 0 is out of range: type 1 to 1m"],
  [["--table", "a/b"], '--table: "a/b" is no name of a table: type 3 to 255 letters, digits, _, - and .'],
  [["--transport", "wires"], '--transport: "wires" is no transport: did you mean wire?'],
  [
    ["--endpoint", "https://dynamo.invalid"],
    "--endpoint dynamo.invalid is not a host of AWS, and requests to it are signed with your AWS credentials: add --allow-endpoint to send them there"
  ]
]

describe("wrong usage is one line that says what to type instead, exit code 2", () => {
  it.live.each(wrong.map(([args, said]) => ({ args, said, name: args.join(" ") })))("$name", ({ args, said }) =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* doctor(args)
      assert.deepStrictEqual({ code, stderr, stdout }, { code: 2, stderr: `millrace: error: ${said}\n`, stdout: "" })
    })
  )
})
