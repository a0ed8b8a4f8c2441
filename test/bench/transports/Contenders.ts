import * as SdkLayer from "../../../src/DynamoDB/Sdk.ts"
import * as WireLayer from "../../../src/DynamoDB/Wire.ts"
import { forEach } from "../../../src/Strategy/ForEach.ts"
import { queueWorkers } from "../../../src/Strategy/QueueWorkers.ts"
import { items } from "../Items.ts"
import * as AwsLite from "./AwsLite.ts"
import type { Run, Stage } from "./Loop.ts"
import * as Port from "./Port.ts"
import * as Sdk from "./Sdk.ts"
import * as Undici from "./Undici.ts"
import * as Wire from "./Wire.ts"

/** Ways to send 64 requests at a time, in the order of the table. */
export const contenders = {
  "undici, unsigned, bodies ready": Undici.ready,
  "undici, unsigned": Undici.unsigned,
  "undici dispatch, unsigned": Undici.dispatched,
  "undici + aws4": Undici.aws4,
  "wire, promise loop": Wire.promised,
  "wire, port": (stage) => Port.bare(stage, WireLayer.layer),
  "wire, for-each": (stage) => Port.lap(stage, WireLayer.layer, forEach),
  "wire, queue-workers": (stage) => Port.lap(stage, WireLayer.layer, queueWorkers),
  "aws-lite, promise loop": AwsLite.promised,
  "SDK, promise loop": Sdk.promised,
  "SDK + undici handler, promise loop": Sdk.undici,
  "SDK, port": (stage) => Port.bare(stage, SdkLayer.layer),
  "SDK, for-each": (stage) => Port.lap(stage, SdkLayer.layer, forEach)
} as const satisfies Readonly<Record<string, (stage: Stage) => Run | Promise<Run>>>

export type Name = keyof typeof contenders

export const isName = (name: string): name is Name => Object.hasOwn(contenders, name)

export const names: ReadonlyArray<Name> = Object.keys(contenders).filter(isName)

export interface Took {
  /** User and system time of the whole process. */
  readonly cpuUs: number
  readonly wallUs: number
}

/** In place of Node's own words, which begin with the line that threw: a bundle's are long. */
const fail = (cause: unknown) => {
  console.error(cause instanceof Error ? `${cause.name}: ${cause.message}` : cause)
  process.exit(1)
}

/** Serves the process that started this one: so many items are to be written, and back comes what that took. */
export const serve = async (name: Name, stage: Stage) => {
  const run = await contenders[name](stage)
  process.on("disconnect", () => process.exit())
  process.on("unhandledRejection", fail)
  process.on("message", async (size) => {
    const began = performance.now()
    const before = process.cpuUsage()
    await run(items(Number(size)))
    const { system, user } = process.cpuUsage(before)
    const took: Took = { cpuUs: user + system, wallUs: (performance.now() - began) * 1_000 }
    process.send?.(took)
  })
  process.send?.("ready")
}
