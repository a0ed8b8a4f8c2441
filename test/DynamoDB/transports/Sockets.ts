import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { Socket } from "node:net"
import { Effect } from "effect"

/** The most sockets of this process that were clients at once, until the scope closes; exact, as no server can tell. */
export const watch = Effect.gen(function* () {
  const sockets = new Set<Socket>()
  const seen = { most: 0 }
  const note = (message: unknown) => {
    if (typeof message !== "object" || message === null || !("socket" in message)) return
    if (!(message.socket instanceof Socket)) return
    for (const socket of sockets) if (socket.destroyed) sockets.delete(socket)
    sockets.add(message.socket)
    seen.most = Math.max(seen.most, sockets.size)
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => subscribe("net.client.socket", note)),
    () => Effect.sync(() => unsubscribe("net.client.socket", note))
  )
  return seen
})
