import { isOver, supportOf } from "../NodeSupport.ts"
import type { Rule } from "../Rule.ts"

const node: Rule = ({ machine, nowMs }) => {
  const { endsOn, major, sdkEndsOn } = supportOf(machine)
  const ended = isOver(endsOn, nowMs)
  if (!ended && sdkEndsOn === null) return undefined
  const sdk =
    sdkEndsOn === null
      ? ""
      : isOver(sdkEndsOn, nowMs)
        ? `; the AWS SDK's new versions do not run on it since ${sdkEndsOn}`
        : `; the AWS SDK's versions from ${sdkEndsOn} on do not run on it`
  return {
    id: "node-version",
    severity: ended && isOver(sdkEndsOn, nowMs) ? "serious" : "advice",
    title: ended ? `Node ${major} has no support any more` : `The AWS SDK is about to leave Node ${major}`,
    evidence: `${machine.node}: ${endsOn === null ? "its end of support is not known here" : `supported until ${endsOn}`} (github.com/nodejs/Release)${sdk} (the SDK's own warning)`,
    cost: "no fixes of Node's, and none of the SDK's from then on",
    change: "nvm install 24"
  }
}

const workers: Rule = ({ asked, machine }) =>
  asked.workers !== null && asked.workers > machine.cores
    ? {
        id: "workers",
        severity: "advice",
        title: `${asked.workers} workers share ${machine.cores === 1 ? "one core" : `${machine.cores} cores`}`,
        evidence: `--workers ${asked.workers}; os.availableParallelism() is ${machine.cores}`,
        cost: `workers that only wait lose nothing; those that compute get ${Math.round((machine.cores / asked.workers) * 100)} % of a core each, and each holds memory of its own`,
        change: `--workers ${machine.cores}`
      }
    : undefined

export const machine = { node, workers } as const
