import type { KeyDistribution } from "../domain/WorkloadSpec.ts"

/** What `--scenario` stands for: flags that could be typed. */
interface Scenario {
  readonly about: string
  readonly strategy: ReadonlyArray<string>
  /** Bytes. */
  readonly itemSize: number
  /** Of every lap; where it is not said, laps are sized by time. */
  readonly items?: number
  readonly keys?: KeyDistribution
  /** Share of the items, 0 to 1. */
  readonly repeatKeys?: number
  /** Milliseconds of CPU time on every item. */
  readonly cpu?: number
}

export const names = [
  "article",
  "article-best",
  "backfill",
  "ingest",
  "enrich-cpu",
  "ordered-ledger",
  "latency-factors"
] as const
export type Name = (typeof names)[number]

/** The article's: what it wrote, and its five models with pools of 4. */
const made = { items: 100, itemSize: 14 }
const pools = [
  "sequential",
  "worker-threads:workers=4",
  "offload:workers=4",
  "child-processes:workers=4",
  "for-each:concurrency=4"
]
const batched = pools.map((entry) => `${entry}:batch=25`)

export const scenarios: Readonly<Record<Name, Scenario>> = {
  article: {
    about: "five models and their batches at 4 in flight, over 100 items of 14B",
    ...made,
    strategy: [...pools, ...batched]
  },
  /** 100 items are four batches: no more can be in flight. */
  "article-best": {
    about: "the same, each at its best",
    ...made,
    strategy: [
      "sequential",
      "worker-threads:workers=12",
      "offload:workers=8",
      "child-processes:workers=12",
      "for-each:concurrency=100",
      ...batched
    ]
  },
  backfill: {
    about: "many items that are all there already: batches, and how many of them at once",
    itemSize: 400,
    strategy: [
      "sequential:batch=25",
      "for-each:concurrency=4:batch=25",
      "for-each:concurrency=16:batch=25",
      "for-each:concurrency=16:batch=25:transport=wire",
      "lock-step:concurrency=16:batch=25",
      "worker-threads:workers=4:batch=25",
      "hybrid:concurrency=16:workers=2:batch=25",
      "for-each:concurrency=32"
    ]
  },
  ingest: {
    about: "events that come one by one and are each acknowledged: single puts",
    itemSize: 1024,
    strategy: [
      "sequential",
      "for-each:concurrency=8",
      "for-each:concurrency=32",
      "for-each:concurrency=32:transport=wire",
      "queue-workers:concurrency=32",
      "lock-step:concurrency=32",
      "coalesced:concurrency=32:batch=25",
      "unbounded"
    ]
  },
  "enrich-cpu": {
    about: "5 ms of CPU on each item before it is written",
    itemSize: 250,
    cpu: 5,
    strategy: [
      "sequential",
      "for-each:concurrency=32",
      "worker-threads:workers=2",
      "worker-threads:workers=8",
      "offload:workers=8",
      "child-processes:workers=8"
    ]
  },
  /** Those alone that keep the order of a key: the others would be fast and wrong. */
  "ordered-ledger": {
    about: "entries of some accounts, those of one account in their order",
    itemSize: 250,
    keys: "zipfian",
    repeatKeys: 0.3,
    strategy: ["sequential", "per-key:concurrency=8", "per-key:concurrency=32", "per-key:concurrency=128"]
  },
  /** One request at a time: its throughput is the inverse of its latency, and nothing else limits it. */
  "latency-factors": {
    about: "what makes a put slow: clients, sizes and round trips that differ from the usual in one thing each",
    itemSize: 100,
    strategy: [
      "sequential",
      "sequential:client=no-keep-alive",
      "sequential:client=cold",
      "for-each:concurrency=4:client=sockets:1",
      "sequential:item-size=1KB",
      "sequential:item-size=10KB",
      "sequential:item-size=100KB",
      "sequential:item-size=400KB",
      "sequential:rtt=20ms",
      "sequential:rtt=100ms"
    ]
  }
}
