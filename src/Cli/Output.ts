import { Effect } from "effect"
import { type Exit, failed } from "./Exit.ts"

/** The other end of a pipe is gone (`| head`): nobody is left to tell. */
const isClosed = (error: NodeJS.ErrnoException) => error.code === "EPIPE"

const write = (stream: NodeJS.WriteStream) => {
  // each write hears of its own error; without a listener it would end the program
  stream.on("error", () => {})
  return (text: string) =>
    Effect.async<void, NodeJS.ErrnoException>((resume) => {
      stream.write(text, (error) => resume(error ? Effect.fail(error) : Effect.void))
    })
}

const toStdout = write(process.stdout)
const toStderr = write(process.stderr)

/** Results. Returns once the text has been handed to the system, so that an exit does not cut it. */
export const result = (text: string): Effect.Effect<void, Exit> =>
  Effect.catchAll(toStdout(text), (error) =>
    isClosed(error) ? Effect.void : failed(`the result cannot be written to stdout: ${error.message}`)
  )

/** Everything else. */
export const aside = (text: string): Effect.Effect<void> => Effect.ignore(toStderr(text))

const widest = 120
const usual = 80

/** Columns to draw in; people who pipe get 80. */
export const widthOf = (stream: NodeJS.WriteStream): number => Math.min(stream.columns ?? usual, widest)
