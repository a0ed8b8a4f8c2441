import { once } from "node:events"
import dynalite from "dynalite"
import { Effect } from "effect"

/** The endpoint of a dynalite on a free loopback port, which stops with the scope. Its tables take 20 ms to come and to go. */
export const endpoint = Effect.acquireRelease(
  Effect.promise(async () => {
    const server = dynalite({ createTableMs: 20, deleteTableMs: 20 }).listen(0, "127.0.0.1")
    await once(server, "listening")
    return server
  }),
  (server) =>
    Effect.async<void>((resume) => {
      server.close(() => resume(Effect.void))
      server.closeAllConnections()
    })
).pipe(
  Effect.map((server) => {
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("dynalite has no port")
    return `http://127.0.0.1:${address.port}`
  })
)
