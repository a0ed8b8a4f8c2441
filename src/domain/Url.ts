import type { Item } from "./Item.ts"
import type { KeySchema } from "./Key.ts"

/** A URL as an element of a workload, by which it can be told apart. */
export const key: KeySchema = { partition: { name: "url", type: "S" } }

export const toItem = (url: string): Item => ({ url: { S: url } })

/** Empty of what is none. */
export const fromItem = ({ url }: Item): string => (url !== undefined && "S" in url ? url.S : "")

/** What an answer came to, so that answers can be compared. */
export const answered = (url: string, bytes: number): Item => ({ url: { S: url }, bytes: { N: String(bytes) } })
