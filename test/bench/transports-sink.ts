/** Answers every request as DynamoDB answers it, at once or after so many milliseconds, and does nothing else. */
import * as Net from "node:net"
import * as Tls from "node:tls"
import { crc32 } from "node:zlib"
import { certificate } from "../setup/Tls.ts"

const answer = (body: string): Buffer =>
  Buffer.from(
    [
      "HTTP/1.1 200 OK",
      "Server: Server",
      "Date: Wed, 25 Nov 2026 05:09:17 GMT",
      "Content-Type: application/x-amz-json-1.0",
      `Content-Length: ${body.length}`,
      "Connection: keep-alive",
      "x-amzn-RequestId: ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ",
      `x-amz-crc32: ${crc32(body)}`,
      "",
      body
    ].join("\r\n")
  )

const put = answer(`{"ConsumedCapacity":{"TableName":"bench","CapacityUnits":1}}`)
const batch = answer(`{"UnprocessedItems":{},"ConsumedCapacity":[{"TableName":"bench","CapacityUnits":25}]}`)

const serve = (latencyMs: number) => (socket: Net.Socket) => {
  let received: Buffer | undefined
  socket.setNoDelay(true)
  socket.on("error", () => {})
  socket.on("data", (chunk) => {
    let rest: Buffer = received === undefined ? chunk : Buffer.concat([received, chunk])
    received = undefined
    while (rest.length > 0) {
      const end = rest.indexOf("\r\n\r\n")
      const head = end < 0 ? "" : rest.toString("latin1", 0, end)
      const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? "0")
      if (end < 0 || rest.length < end + 4 + length) {
        received = rest
        return
      }
      const bytes = head.includes("BatchWriteItem") ? batch : put
      if (latencyMs === 0) socket.write(bytes)
      else setTimeout(() => socket.write(bytes), latencyMs)
      rest = rest.subarray(end + 4 + length)
    }
  })
}

/** Tells the process that started this one where, and whom to trust. */
export const listen = (scheme: string, latencyMs: number) => {
  const made = certificate("localhost")
  const answerer = serve(latencyMs)
  const server =
    scheme === "https" ? Tls.createServer({ cert: made.cert, key: made.private }, answerer) : Net.createServer(answerer)
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("the sink has no port")
    process.send?.({ endpoint: `${scheme}://localhost:${address.port}`, certificateAuthority: made.cert })
  })
  process.on("disconnect", () => process.exit())
}
