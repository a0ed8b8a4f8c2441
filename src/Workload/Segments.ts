import * as Segment from "../domain/Segment.ts"
import type { Segments } from "../domain/WorkloadSpec.ts"
import type { Workload } from "../Workload.ts"
import * as Range from "./Range.ts"

/** The segments of a scan that cuts its table into so many. */
export const make = (of: number): Workload<Segments> => {
  const specOf = (from: number, size: number): Segments => ({ _tag: "Segments", of, from, size })
  return Range.make({ key: Segment.key, at: (index) => Segment.toItem({ index, of }), specOf }, 0, of)
}
