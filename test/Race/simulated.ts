import { Context, Effect, Either, Layer } from "effect"
import { DynamoDB, Tables } from "../../src/DynamoDB.ts"
import type { FaultPlan } from "../../src/domain/FaultPlan.ts"
import { kinds } from "../../src/domain/OperationKind.ts"
import type { FileRecords, Generated } from "../../src/domain/WorkloadSpec.ts"
import * as Backend from "../../src/Race/Backend.ts"
import * as Contestant from "../../src/Race/Contestant.ts"
import * as Source from "../../src/Race/Source.ts"
import * as Strategies from "../../src/Strategies.ts"
import type { Workload } from "../../src/Workload.ts"

export const contestants = (...entries: ReadonlyArray<string>) =>
  Either.getOrThrow(Contestant.parse(entries, Contestant.noChoices, kinds.put, Strategies.named)).contestants

export const generated = (changes: Partial<Generated> = {}): Source.Source =>
  Source.generated({
    _tag: "Generated",
    size: 0,
    seed: 1,
    item_size_bytes: 100,
    keys: "uniform",
    repeat_keys: 0,
    prefix: "",
    ...changes
  })

/** The source of a file that holds these items and nothing else. */
export const fileOf = (workload: Workload<FileRecords>): Source.Source =>
  Source.file({ workload, records: workload.size, reasons: new Map(), rejected: [] })

/** A DynamoDB that answers after 10 ms, exactly. */
export const steady = (faults: FaultPlan = []) =>
  Backend.layerSimulated({ seed: 1, latency: { p50_ms: 10, p99_ms: 10 }, faults })

type Port = Context.Tag.Service<DynamoDB>
type ControlPlane = Context.Tag.Service<Tables>

/** The same backend with something done to its ports. */
export const altered = (
  backend: ReturnType<typeof steady>,
  alter: {
    readonly dynamodb?: (port: Port) => Partial<Port>
    readonly tables?: (tables: ControlPlane) => Partial<ControlPlane>
    readonly backend?: Partial<Context.Tag.Service<Backend.Backend>>
  }
) =>
  Layer.unwrapScoped(
    Effect.map(Layer.build(backend), (context) => {
      const original = Context.get(context, Backend.Backend)
      const tables = Context.get(context, Tables)
      return Layer.merge(
        Layer.succeed(Backend.Backend, {
          ...original,
          ...alter.backend,
          client: (options) =>
            Layer.map(original.client(options), (client) => {
              const port = Context.get(client, DynamoDB)
              return Context.make(DynamoDB, { ...port, ...alter.dynamodb?.(port) })
            })
        }),
        Layer.succeed(Tables, { ...tables, ...alter.tables?.(tables) })
      )
    })
  )

/** Which tables have been created, and which of them are there. */
export const registering = () => {
  const created: Array<string> = []
  const standing = new Set<string>()
  const tables = ({ create, remove }: ControlPlane): Partial<ControlPlane> => ({
    create: (table) =>
      Effect.tap(create(table), () => {
        created.push(table.name)
        standing.add(table.name)
      }),
    remove: (name) => Effect.tap(remove(name), () => standing.delete(name))
  })
  return { created, standing, tables }
}
