/** What `--scenario` stands for: flags that could be typed. */
interface Scenario {
  readonly strategy: ReadonlyArray<string>
  /** Of every lap. */
  readonly items: number
  /** Bytes. */
  readonly itemSize: number
}

export const names = ["article", "article-best"] as const

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

export const scenarios: Readonly<Record<(typeof names)[number], Scenario>> = {
  /** At equal in flight, but for what goes one by one. */
  article: { ...made, strategy: [...pools, ...batched] },
  /** Each at its own best. 100 items are four batches: no more can be in flight. */
  "article-best": {
    ...made,
    strategy: [
      "sequential",
      "worker-threads:workers=12",
      "offload:workers=8",
      "child-processes:workers=12",
      "for-each:concurrency=100",
      ...batched
    ]
  }
}
