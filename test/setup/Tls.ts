import * as Net from "node:net"
import * as TlsServer from "node:tls"
import { Effect } from "effect"
import { generate } from "selfsigned"
import * as Loopback from "./Loopback.ts"

export interface Certificate {
  readonly cert: string
  readonly private: string
}

/** Of its own authority, for this host. */
export const certificate = (host: string): Certificate =>
  generate([{ name: "commonName", value: host }], {
    algorithm: "sha256",
    keySize: 2048,
    days: 1,
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: host }] }
    ]
  })

/** A server with that certificate before another one, until the scope closes; its endpoint, with `localhost` in it. */
export const before = (endpoint: string, { cert, private: key }: Certificate) =>
  Effect.suspend(() => {
    const port = Number(new URL(endpoint).port)
    const server = TlsServer.createServer({ cert, key }, (outer) => {
      const inner = Net.connect(port, "127.0.0.1")
      outer.on("error", () => inner.destroy())
      inner.on("error", () => outer.destroy())
      outer.pipe(inner)
      inner.pipe(outer)
    })
    server.on("tlsClientError", () => {})
    return Effect.map(Loopback.endpoint(server), (url) => url.replace("http://127.0.0.1", "https://localhost"))
  })
