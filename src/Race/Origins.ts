import os from "node:os"
import { Option } from "effect"
import type { Tags } from "../DynamoDB.ts"

/** The names of all tables that races create begin so. */
export const prefix = "millrace-"

const names = { created: "millrace:created", host: "millrace:host", process: "millrace:process" } as const

/** Whose a table is, as its tags tell. */
export interface Origin {
  readonly createdMs: number
  readonly host: string
  readonly pid: number
}

/** What a tag's value may hold. */
const tagged = (text: string): string => text.replace(/[^\w .:/=+@-]/g, "-").slice(0, 256)

const thisHost = tagged(os.hostname())

/** Of a table that this process creates now. */
export const tags = (nowMs: number): Tags => ({
  [names.created]: new Date(nowMs).toISOString(),
  [names.host]: thisHost,
  [names.process]: String(process.pid)
})

/** None where the tags are not those of a race. */
export const read = (tags: Tags): Option.Option<Origin> => {
  const createdMs = Date.parse(tags[names.created] ?? "")
  const pid = Number(tags[names.process] ?? "none")
  const host = tags[names.host]
  return host === undefined || Number.isNaN(createdMs) || !Number.isSafeInteger(pid) || pid < 1
    ? Option.none()
    : Option.some({ createdMs, host, pid })
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // it is there, and somebody else's
    return cause instanceof Error && "code" in cause && cause.code === "EPERM"
  }
}

/** No race lasts longer. */
const longestMs = 86_400_000

/** Why a table may be of a race that still runs; none where it cannot. */
export const inUse = ({ createdMs, host, pid }: Origin, nowMs: number): Option.Option<string> => {
  if (host === thisHost) {
    return isAlive(pid) ? Option.some(`process ${pid} of this machine is running: end it first`) : Option.none()
  }
  return nowMs - createdMs < longestMs
    ? Option.some(
        `its race may still run on ${host}: it can be cleaned up there now, and everywhere a day after it was created`
      )
    : Option.none()
}
