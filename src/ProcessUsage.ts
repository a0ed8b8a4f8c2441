import { readFileSync } from "node:fs"
import { isMainThread } from "node:worker_threads"

const kibPerMib = 1024

/**
 * Linux keeps the peak of what the process itself has held in `VmHWM`; `maxRSS` of a forked process begins there with
 * the peak of the process that forked it.
 */
const peakRssKib = (): number => {
  try {
    const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]
    if (peak !== undefined) return Number(peak)
  } catch {}
  return process.resourceUsage().maxRSS
}

/** CPU time since the process began and peak memory, threads included: a thread by itself has none to tell. */
export const usage = (): { readonly cpuUs: number; readonly peakRssMb: number } => {
  if (!isMainThread) return { cpuUs: 0, peakRssMb: 0 }
  const { system, user } = process.cpuUsage()
  return { cpuUs: system + user, peakRssMb: peakRssKib() / kibPerMib }
}

const ticksPerSecond = 100

/** CPU time that another process has used since it began, where the system tells (Linux does). */
export const cpuUsOf = (pid: number): number | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // its name, in parentheses, may hold anything; utime and stime are the 14th and 15th field
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticksPerSecond
  } catch {
    return undefined
  }
}
