import { assert, describe, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import * as Program from "../Cli/Program.ts"
import * as Identities from "./Identities.ts"
import * as Race from "./Race.ts"
import { expired } from "./Refusal.ts"
import * as Service from "./Service.ts"
import { secret } from "./Signature.ts"

const anHourMs = 3_600_000
const given = { accessKeyId: "AKIAUSER", sessionToken: "t0ken", expiresInMs: anHourMs }

interface Source {
  readonly source: string
  readonly signer: string
  readonly variables: Effect.Effect<Identities.Variables, never, Scope.Scope>
}

const sources: ReadonlyArray<Source> = [
  { source: "keys in variables", signer: "AKIAUSER", variables: Effect.succeed(Identities.keys("AKIAUSER")) },
  {
    source: "keys and a token in variables",
    signer: "AKIAUSER t0ken",
    variables: Effect.succeed(Identities.keys("AKIAUSER", "t0ken"))
  },
  { source: "a profile of two files", signer: "AKIAUSER t0ken", variables: Identities.profile("AKIAUSER", "t0ken") },
  { source: "another program", signer: "AKIAUSER t0ken", variables: Identities.anotherProgram(given) },
  {
    source: "the endpoint of a container",
    signer: "AKIAUSER t0ken",
    variables: Effect.map(
      Identities.container(() => given),
      ({ variables }) => variables
    )
  }
]

describe("a race on AWS is that of the user of", () => {
  it.scopedLive.each(sources)("$source", ({ signer, variables }) =>
    Effect.gen(function* () {
      const service = yield* Service.make({ known: [signer] })
      const contestants = "for-each:concurrency=4:transport=wire,worker-threads:workers=2"
      const { code, stderr, stdout } = yield* Race.run(
        service,
        yield* variables,
        "--strategy",
        contestants,
        ...Race.few
      )
      assert.strictEqual(code, 0, stderr)
      const { environment, summary } = Program.resultOf(stdout)
      assert.deepStrictEqual([environment.backend, summary.verified, summary.standings.length], ["aws", true, 2])
      assert.deepStrictEqual(new Set(service.asked.map((asked) => asked.signer)), new Set([signer]))
      assert.deepStrictEqual(yield* service.tables, [])
      assert.notInclude(stdout + stderr, secret)
      assert.notInclude(stdout + stderr, "t0ken")
    })
  )
})

describe("a race on AWS is not begun, and says what to do,", () => {
  const refused: ReadonlyArray<readonly [why: string, variables: Identities.Variables, says: RegExp]> = [
    ["where nobody vouches for the certificate", { NODE_EXTRA_CA_CERTS: undefined }, /signed by itself/],
    ["without an identity", Identities.keys(""), /no AWS credentials for DynamoDB.*set AWS_PROFILE/],
    ["without a region", { AWS_REGION: undefined }, /set AWS_REGION/],
    ["in another region", { AWS_REGION: "us-east-1" }, /valid region.*AWS_REGION/],
    ["with keys that the service does not know", Identities.keys("AKIAOTHER"), /AWS_/],
    [
      "with a secret that is not that of the key",
      { AWS_SECRET_ACCESS_KEY: "typed wrong" },
      /signature.*AWS_SECRET_ACCESS_KEY/i
    ],
    ["with keys that have expired", Identities.keys("AKIAOLD"), /expired/]
  ]
  it.scopedLive.each(refused.map(([why, variables, says]) => ({ why, variables, says })))(
    "$why",
    ({ says, variables }) =>
      Effect.gen(function* () {
        const service = yield* Service.make({
          known: ["AKIAUSER", "AKIAOLD"],
          refuse: ({ signer }) => (signer === "AKIAOLD" ? expired : undefined)
        })
        const ended = yield* Race.run(
          service,
          { ...Identities.keys("AKIAUSER"), ...variables },
          ...Race.one,
          ...Race.few
        )
        assert.include([1, 2, 5], ended.code)
        assert.match(ended.stderr, new RegExp(`^millrace: error: .*${says.source}.*$`, "m"))
        assert.deepStrictEqual([ended.stdout, yield* service.tables], ["", []])
      })
  )
})
