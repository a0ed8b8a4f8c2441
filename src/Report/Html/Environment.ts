import type { RaceResult } from "../../domain/RaceResult.ts"
import type { SourceSpec } from "../../domain/WorkloadSpec.ts"
import * as Figure from "../Figure.ts"
import { printable } from "../Printable.ts"
import { html, type Markup, nothing } from "./Markup.ts"

const itemsOf = (spec: SourceSpec): readonly [string, string] => {
  switch (spec._tag) {
    case "Generated":
      return ["items", `generated, ${Figure.count(spec.item_size_bytes)} B, ${spec.keys} keys`]
    case "FileRecords":
      return ["items", `${spec.format} from ${spec.path}`]
    case "Urls":
      return ["URLs", `${Figure.count(spec.urls)} from ${spec.path}`]
  }
}

const versions = ({ backend, effect, millrace, node, sdk, undici }: RaceResult["environment"]): string =>
  [
    `Millrace ${millrace}`,
    `Node ${node.replace(/^v/, "")}`,
    `Effect ${effect}`,
    ...(backend === "http" ? [] : [`AWS SDK ${sdk}`]),
    ...(undici === undefined ? [] : [`undici ${undici}`])
  ].join(", ")

const facts = ({ environment, workload }: RaceResult): ReadonlyArray<readonly [string, string]> => {
  const { latency, retry } = environment
  return [
    ["backend", `${environment.backend} at ${environment.host}`],
    ...(latency === null
      ? []
      : [
          [
            "latency",
            latency.p50_ms === 0
              ? "none"
              : `p50 ${Figure.exactMillis(latency.p50_ms)}, p99 ${Figure.exactMillis(latency.p99_ms)}, lognormal`
          ] as const
        ]),
    ["machine", `${environment.cpu}, ${Figure.counted(environment.cores, "core")}, ${environment.platform}`],
    ["versions", versions(environment)],
    ["isolation", environment.isolation],
    ["seed", String(environment.seed)],
    [
      "retries",
      `full jitter from ${Figure.span(retry.throttle_base_ms)} where throttled and ${Figure.span(retry.transient_base_ms)} where failed, to ${Figure.span(retry.cap_ms)}; at most ${retry.max_attempts} attempts in ${Figure.span(retry.max_elapsed_ms)}`
    ],
    itemsOf(workload.spec)
  ]
}

/** Where it was raced, and how to race it again. */
export const environment = (result: RaceResult): Markup => html`<section>
<h2>Race it again</h2>
${result.command === null ? nothing : html`<pre><code>${printable(result.command)}</code></pre>`}
<dl>${facts(result).map(([name, text]) => html`<dt>${name}</dt><dd>${printable(text)}</dd>`)}</dl>
</section>`
