import { Schema } from "effect"
import * as Conditions from "../Conditions.ts"
import type { Engine } from "../Memory/Engine.ts"
import * as Control from "./Control.ts"
import { Lap } from "./Lap.ts"
import * as Server from "./Server.ts"

const host = "127.0.0.1"

const isErrno = (error: Error): error is NodeJS.ErrnoException => "code" in error

/**
 * Serves the engine to the process that forked this one, for as long as that process is there: also when it is killed,
 * the channel to it closes. SIGINT is left to it, for Ctrl-C reaches both.
 */
export const serve = (engine: Engine): void => {
  const lap = new Lap()
  let sampler: Conditions.Sampler | undefined
  const tell = (answer: Control.Answer) => process.send?.(answer)

  const start = ({ conditions, port }: Extract<Control.Command, { readonly _tag: "Start" }>) => {
    sampler = Conditions.make(conditions)
    const server = Server.make({
      engine,
      lap,
      sampler,
      crash: () => process.exit(1)
    })
    server.once("error", (error) => {
      const code = isErrno(error) ? (error.code ?? "") : ""
      process.send?.({ _tag: "NotReady", code, message: error.message } satisfies Control.Answer, () => process.exit(1))
    })
    server.listen({ host, port, backlog: 4096 }, () => {
      const address = server.address()
      tell({ _tag: "Ready", port: typeof address === "object" && address !== null ? address.port : port })
    })
  }

  const obey = (command: Control.Command): void => {
    if (command._tag === "Start") start(command)
    else if (command._tag === "Report") tell({ _tag: "Reported", report: lap.report() })
    else {
      lap.begin()
      sampler?.beginLap(command)
      tell({ _tag: "LapBegun" })
    }
  }

  const decode = Schema.decodeUnknownSync(Control.Command)
  process.on("SIGINT", () => {})
  process.on("disconnect", () => process.exit(0))
  process.on("message", (message) => obey(decode(message)))
}
