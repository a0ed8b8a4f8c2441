import os from "node:os"
import { Effect } from "effect"
import type { Machine } from "./Facts.ts"

/** What this program runs on. */
export const machine: Effect.Effect<Machine> = Effect.sync(() => ({
  node: process.version,
  cores: os.availableParallelism()
}))
