import { assert, it } from "@effect/vitest"
import { commandOf } from "../../src/Cli/RaceCommand.ts"

it.each<[ReadonlyArray<string>, string]>([
  [["race"], "millrace race"],
  [
    ["race", "--seed", "7", "-s", "sequential,for-each:batch=25"],
    "millrace race --seed 7 -s sequential,for-each:batch=25"
  ],
  [
    ["race", "--json", "r.json", "--html=r.html", "--rounds", "auto", "--color", "never", "--reference=sequential"],
    "millrace race --rounds auto"
  ],
  [
    ["race", "--fail-if", "a.retries > 0", "--across-environments", "--rounds", "7", "--compare", "old.json"],
    "millrace race --rounds 7"
  ],
  [["race", "--from", "my items.csv", "--key", "it's,n:N"], "millrace race --from 'my items.csv' --key 'it'\\''s,n:N'"],
  [["race", "--from", "$(rm)`;&|", "--key", "a"], "millrace race --from '$(rm)`;&|' --key a"]
])("%j", (typed, command) => {
  assert.strictEqual(commandOf(typed), command)
})
