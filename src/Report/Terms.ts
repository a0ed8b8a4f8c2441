import { kinds, type OperationKind } from "../domain/OperationKind.ts"
import type { RaceResult } from "../domain/RaceResult.ts"
import * as Figure from "./Figure.ts"

/** How what happens is told of an operation. */
export interface Terms {
  readonly wrong: (n: number, name: string) => string
  readonly unsettled: (n: number, name: string) => string
  readonly otherwise: (name: string) => string
  /** What makes a lap void. */
  readonly lost: string
  /** What is true of all laps that are not. */
  readonly verified: string
  /** What a lap of no items is. */
  readonly nothing: string
}

const were = (n: number, what: string, name = ""): string =>
  `${Figure.counted(n, what)}${name} ${n === 1 ? "was" : "were"}`

const ofWrites: Terms = {
  wrong: (n, name) => `${were(n, "acknowledged item", ` of ${name}`)} not found or changed`,
  unsettled: (n, name) => `${were(n, "item", ` of ${name}`)} neither written nor rejected`,
  otherwise: (name) => `acknowledged items of ${name} were not found or changed`,
  lost: "acknowledged items were lost or changed",
  verified: "every acknowledged item was read back and compared",
  nothing: "nothing was written"
}

const ofReads: Terms = {
  ...ofWrites,
  wrong: (n, name) => `${were(n, "item")} not read by ${name}`,
  unsettled: (n, name) => `${were(n, "item")} read too often by ${name}`,
  otherwise: (name) => `${name} read other items than were written`,
  verified: "every lap read each item once, as it was written"
}

const ofWeb: Terms = {
  wrong: (n, name) => `${were(n, "URL")} not fetched by ${name}`,
  unsettled: (n, name) => `${were(n, "URL")} fetched too often by ${name}`,
  otherwise: (name) => `${name} was answered with bodies of other lengths than before the race, or not by these URLs`,
  lost: "URLs were not answered as they were before the race",
  verified: "every answer was a success, once for each URL, with as many bytes as before the race",
  nothing: "no URL was answered"
}

export const termsOf = ({ operation }: Pick<RaceResult, "operation">): Terms => {
  const { reads, service } = kinds[operation._tag]
  if (service === "HTTP") return ofWeb
  return reads ? ofReads : ofWrites
}

/** What is counted: `item` or `URL`. */
export const countsOf = ({ operation }: Pick<RaceResult, "operation">): OperationKind["counts"] =>
  kinds[operation._tag].counts
