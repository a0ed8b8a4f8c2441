import { sign } from "aws4"
import { Pool } from "undici"
import { items } from "../Items.ts"
import { inFlight, inTurn, loop, type Run, type Stage } from "./Loop.ts"
import { bodyOf, credentials, region, targetOf } from "./Request.ts"

const pool = ({ endpoint }: Stage) => new Pool(endpoint, { connections: inFlight })

const headersOf = ({ batch }: Stage) => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": targetOf(batch)
})

const succeeded = (status: number, text: string): unknown => {
  if (status !== 200) throw new Error(`HTTP ${status}: ${text}`)
  return JSON.parse(text)
}

const sending = (stage: Stage, headersFor: (body: string) => Readonly<Record<string, string>>) => {
  const client = pool(stage)
  return async (body: string) => {
    const answer = await client.request({ path: "/", method: "POST", headers: headersFor(body), body })
    return succeeded(answer.statusCode, await answer.body.text())
  }
}

/** The floor: what it takes to send and read, no more. */
export const unsigned = (stage: Stage): Run => {
  const headers = headersOf(stage)
  const send = sending(stage, () => headers)
  return loop(stage, (unit) => send(bodyOf(unit)))
}

const bodiesReady = 10_000

/** Without making items and writing them down. */
export const ready = (stage: Stage): Run => {
  const headers = headersOf(stage)
  const send = sending(stage, () => headers)
  const bodies: Array<string> = []
  const prepared = loop(stage, async (unit) => bodies.push(bodyOf(unit)))(items(bodiesReady))
  function* repeated(count: number) {
    for (let at = 0; at < count; at++) yield bodies[at % bodies.length] ?? ""
  }
  return async ({ size }) => {
    await prepared
    await inTurn(repeated(Math.ceil(size / stage.batch)), send)
  }
}

/** The leanest that undici has. */
export const dispatched = (stage: Stage): Run => {
  const client = pool(stage)
  const headers = headersOf(stage)
  return loop(
    stage,
    (unit) =>
      new Promise((resolve, reject) => {
        let status = 0
        const chunks: Array<Buffer> = []
        client.dispatch(
          { path: "/", method: "POST", headers, body: bodyOf(unit) },
          {
            onRequestStart() {},
            onResponseStart: (_, code) => {
              status = code
            },
            onResponseData: (_, chunk) => void chunks.push(chunk),
            onResponseEnd: () => resolve(succeeded(status, Buffer.concat(chunks).toString())),
            onResponseError: (_, cause) => reject(cause)
          }
        )
      })
  )
}

export const aws4 = (stage: Stage): Run => {
  const { host } = new URL(stage.endpoint)
  const headers = { Host: host, ...headersOf(stage) }
  const send = sending(
    stage,
    (body) => sign({ host, service: "dynamodb", region, method: "POST", path: "/", headers, body }, credentials).headers
  )
  return loop(stage, (unit) => send(bodyOf(unit)))
}
