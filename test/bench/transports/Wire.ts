import * as Target from "../../../src/DynamoDB/Target.ts"
import { Client } from "../../../src/DynamoDB/Wire/Client.ts"
import { inFlight, loop, type Run, type Stage } from "./Loop.ts"
import { bodyOf, targetOf } from "./Request.ts"

/** With no Effect in it. */
export const promised = (stage: Stage): Run => {
  const client = new Client({ target: Target.embedded(stage.endpoint), sockets: inFlight }, () => Date.now())
  const target = targetOf(stage.batch)
  return loop(
    stage,
    (unit) =>
      new Promise((answered, failed) => {
        client.send({ target, body: () => bodyOf(unit), answered, failed })
      })
  )
}
