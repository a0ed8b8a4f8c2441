import { Socket } from "node:net"
import { buildConnector, errors } from "undici"

/** Opens connections as undici does, and ends those that are on their way: undici lets them come about when its pool is gone. */
export class Connector {
  readonly #connecting = new Set<Socket>()
  readonly #build: buildConnector.connector

  constructor(options: buildConnector.BuildOptions) {
    this.#build = buildConnector(options)
  }

  readonly connect: buildConnector.connector = (to, done) => {
    // it is said to be nothing, and is the socket
    const socket: unknown = this.#build(to, (...outcome) => {
      if (socket instanceof Socket) this.#connecting.delete(socket)
      done(...outcome)
    })
    if (socket instanceof Socket) this.#connecting.add(socket)
  }

  close(): void {
    for (const socket of this.#connecting) socket.destroy(new errors.ClientDestroyedError())
  }
}
