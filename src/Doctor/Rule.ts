import type { Finding } from "../domain/Finding.ts"
import type { Facts } from "./Facts.ts"

/** Speaks where something is amiss; silent where it is not, or where there is nothing to judge by. */
export type Rule = (facts: Facts) => Finding | undefined
