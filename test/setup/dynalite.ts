import dynalite from "dynalite"
import { Effect } from "effect"
import * as Loopback from "./Loopback.ts"

/** The endpoint of a dynalite on a free loopback port, which stops with the scope. Its tables take 20 ms to come and to go. */
export const endpoint = Effect.suspend(() => Loopback.endpoint(dynalite({ createTableMs: 20, deleteTableMs: 20 })))
