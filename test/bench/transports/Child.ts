import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"

/** A process of its own that answers; whatever ends it fails who waits for an answer. */
export class Child {
  readonly #process: ChildProcess
  readonly #ended: Promise<never>

  constructor(file: string, args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}) {
    this.#process = fork(file, args, { execArgv: [], env: { ...process.env, ...env } })
    this.#ended = once(this.#process, "exit").then(([code, signal]) => {
      throw new Error(`${args.slice(0, 2).join(" ")} ended with ${signal ?? code}`)
    })
    this.#ended.catch(() => {})
  }

  async answer() {
    const [message] = await Promise.race([once(this.#process, "message"), this.#ended])
    return message
  }

  ask(question: number) {
    const answer = this.answer()
    this.#process.send(question)
    return answer
  }

  letGo(): void {
    this.#process.disconnect()
  }
}
