import { Effect, Schedule } from "effect"
import * as Origins from "../../src/Race/Origins.ts"
import * as Program from "../Cli/Program.ts"
import * as Identities from "./Identities.ts"
import { type Service, tableOf } from "./Service.ts"

/** A race on that service, of a user with these variables, that prints its result as JSON. */
const onAws = ["race", "--backend", "aws", "--yes", "--json", "-"]

const options = (service: Service, variables: Identities.Variables) => ({
  env: { ...Identities.nobody(service), ...variables }
})

export const run = (service: Service, variables: Identities.Variables, ...args: ReadonlyArray<string>) =>
  Program.run([...onAws, ...args], options(service, variables))

export const start = (service: Service, variables: Identities.Variables, ...args: ReadonlyArray<string>) =>
  Program.start([...onAws, ...args], options(service, variables))

export const cleanUp = (service: Service, variables: Identities.Variables, ...args: ReadonlyArray<string>) =>
  Program.run(["race", "--clean-up", "--backend", "aws", ...args], options(service, variables))

export const one = ["--strategy", "for-each:concurrency=4"]

/** A lap and its warm-up, over at once. */
export const few = ["--rounds", "1", "--items", "40"]

/** A table as a race leaves it that was killed a while ago. */
export const left = (name: string) => ({
  ...tableOf(name, "pk"),
  Tags: Object.entries({ ...Origins.tags(Date.now()), "millrace:process": "999999999" }).map(([Key, Value]) => ({
    Key,
    Value
  }))
})

/** Waits for it. */
export const until = (condition: Effect.Effect<boolean>): Effect.Effect<void> =>
  Effect.asVoid(Effect.repeat(condition, { schedule: Schedule.spaced("20 millis"), until: (isMet) => isMet }))
