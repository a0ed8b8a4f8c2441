import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Program from "../Cli/Program.ts"
import * as Identities from "./Identities.ts"
import * as Race from "./Race.ts"
import { type Asked, expired } from "./Refusal.ts"
import * as Service from "./Service.ts"

const transports = ["sdk", "wire"]

/** The SDK's chain and the wire both ask for another identity so long before the last one expires. */
const renewedBeforeMs = 300_000

const old = { accessKeyId: "AKIAOLD", sessionToken: "1", expiresInMs: renewedBeforeMs + 1_000 }
const next = { accessKeyId: "AKIANEW", sessionToken: "2", expiresInMs: 3_600_000 }
const signer = ({ accessKeyId, sessionToken }: Identities.Given) => `${accessKeyId} ${sessionToken}`

const writes = (asked: ReadonlyArray<Asked>) => asked.filter(({ action }) => action === "PutItem")

/** Longer than an identity that lasts for a second. */
const longer = ["--rounds", "3", "--lap-time", "700ms"]

const race = (service: Service.Service, { variables }: Identities.Container, transport: string) =>
  Race.run(service, variables, ...longer, "--strategy", `for-each:concurrency=4:transport=${transport}`)

describe.each(transports)("an identity that lasts for less than the race, %s", (transport) => {
  it.scopedLive("is renewed before it expires, once by each process", () =>
    Effect.gen(function* () {
      const service = yield* Service.make({ known: [signer(old), signer(next)] })
      const container = yield* Identities.container(() => (writes(service.asked).length === 0 ? old : next))
      const { code, stderr, stdout } = yield* race(service, container, transport)
      assert.strictEqual(code, 0, stderr)
      assert.isTrue(Program.resultOf(stdout).summary.verified)
      const signers = writes(service.asked).map(({ signer }) => signer)
      assert.deepStrictEqual([signers[0], signers.at(-1)], [signer(old), signer(next)])
      assert.deepStrictEqual(yield* service.tables, [])
      assert.isBelow(container.asked.times, 10)
    })
  )

  it.scopedLive("that nobody renews ends the race: it says so, and which tables it has left", () =>
    Effect.gen(function* () {
      let isOver = false
      const service = yield* Service.make({
        refuse: (_, before) => {
          isOver ||= writes(before).length >= 10
          return isOver ? expired : undefined
        }
      })
      const container = yield* Identities.container(() => (isOver ? undefined : old))
      const { code, stderr } = yield* race(service, container, transport)
      assert.strictEqual(code, 1, stderr)
      assert.match(stderr, /^millrace: error: .*(expired|credentials)/im)
      for (const table of yield* service.tables) assert.include(stderr, table)
      assert.isNotEmpty(yield* service.tables)
    })
  )
})
