import { Context, type Effect, type Option } from "effect"
import type { LapConditions } from "../domain/Conditions.ts"
import type { EngineReport } from "../domain/EngineReport.ts"
import type { Requests } from "../domain/Job.ts"
import type { Latency } from "../domain/Latency.ts"
import type { Environment } from "../domain/RaceResult.ts"
import type { Fatal } from "../domain/RequestError.ts"
import type { Equipped } from "../Operations.ts"
import type { Contestant } from "./Contestant.ts"

/** Where a race takes place and what is done there, be it in tables or over the web. */
export class Venue extends Context.Tag("millrace/Race/Venue")<
  Venue,
  {
    readonly name: Environment["backend"]
    /** Host and port, as shown to users. */
    readonly host: string
    /** Latency of the service where it is ours to set. */
    readonly latency: Latency | null
    /** What another process is told of the requests that it shall make; null where it cannot make them. */
    readonly requests: ((contestant: Contestant) => Requests) | null
    /** What this contestant performs, over so many sockets of its own. */
    readonly operation: (contestant: Contestant, sockets: number) => Equipped
    /** From here on the report counts; the conditions hold where there is an engine of ours. */
    readonly beginLap: (conditions: LapConditions) => Effect.Effect<void, Fatal>
    /** What the engine says of the lap begun last, where there is an engine of ours. */
    readonly report: Effect.Effect<Option.Option<EngineReport>, Fatal>
    /** Fails when it is gone. */
    readonly gone: Effect.Effect<never, Fatal>
  }
>() {}
