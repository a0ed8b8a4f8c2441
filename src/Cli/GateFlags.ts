import type * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"

/** What a result is held against, the same for a race and for one that was saved. */
export const gates = {
  compare: Options.text("compare").pipe(
    Options.withPseudoName("OLD.json"),
    Options.withDescription(
      "Compare each contestant with itself in an earlier result: its ratio to --reference (default sequential, else the first), old against new"
    ),
    Options.optional
  ),
  acrossEnvironments: Options.boolean("across-environments").pipe(
    Options.withDescription(
      "Let --compare take a result of another machine, version, backend or workload; what differs is told"
    )
  ),
  failIf: Options.text("fail-if").pipe(
    Options.withPseudoName("CONDITION"),
    Options.withDescription(
      "Exit with 99 where it is so, may be repeated: 'for-each.request_ms.p99 > 50ms' (CONTESTANT.PATH, as the JSON names it: of laps the median of those that count; retries, throttles, rejected and rejects are added up over all), or, with --compare, slower:5% (a contestant is shown to have become slower by more than that: its whole interval lies below)"
    ),
    Options.repeated
  )
}

export type Flags = Command.Command.ParseConfig<typeof gates>
