import { once } from "node:events"
import { Server as HttpServer } from "node:http"
import type { Server } from "node:net"
import { Effect } from "effect"

/** Lets the server listen on a free loopback port, until the scope closes; its endpoint. */
export const endpoint = (server: Server) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      return server.address()
    }),
    () =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        if (server instanceof HttpServer) server.closeAllConnections()
      })
  ).pipe(
    Effect.flatMap((address) =>
      address === null || typeof address === "string"
        ? Effect.dieMessage("the server has no port")
        : Effect.succeed(`http://127.0.0.1:${address.port}`)
    )
  )
