import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "../Cli/Program.ts"
import * as Identities from "./Identities.ts"
import * as Race from "./Race.ts"
import * as Service from "./Service.ts"

it.scopedLive("nothing is created before somebody has agreed to host, region, account, table and cost", () =>
  Effect.gen(function* () {
    const service = yield* Service.make()
    const env = {
      ...Identities.nobody(service),
      ...Identities.keys("AKIAUSER"),
      AWS_ENDPOINT_URL_STS: service.endpoint
    }
    const race = ["race", "--backend", "aws", ...Race.one]
    const { code, stderr, stdout } = yield* Program.run(race, { env })
    assert.deepStrictEqual([code, stdout], [5, ""], stderr)
    assert.match(stderr, new RegExp(`^ +host +${new URL(service.endpoint).host}, region ${Service.region}$`, "m"))
    assert.match(stderr, new RegExp(`^ +account +${Service.account}$`, "m"))
    assert.match(stderr, /^ +table +.*millrace-/m)
    assert.match(stderr, /^ +cost +at most \$\d/m)
    assert.match(stderr, /^millrace: error: .*--yes.*$/m)
    const dear = yield* Program.run([...race, "--yes", "--max-cost", "0.001", "--price", "0.7"], { env })
    assert.strictEqual(dear.code, 5, dear.stderr)
    assert.match(dear.stderr, /^millrace: error: the race costs up to \$\d.*more than --max-cost 0\.001.*$/m)
    const unknown = yield* Program.run([...race, "--yes", "--max-cost", "1000"], { env })
    assert.strictEqual(unknown.code, 5, unknown.stderr)
    assert.match(
      unknown.stderr,
      /^millrace: error: --max-cost: the prices of eu-central-1 are not known.*--price USD$/m
    )
    assert.deepStrictEqual([yield* service.tables, service.asked], [[], []])
  })
)
