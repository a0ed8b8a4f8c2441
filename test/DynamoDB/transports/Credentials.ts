import { Effect, Redacted } from "effect"
import * as Target from "../../../src/DynamoDB/Target.ts"
import * as FaultyServer from "../../setup/FaultyServer.ts"
import { refuse, succeed } from "./Transports.ts"

export interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

export const identity = (
  accessKeyId: string,
  rest: { readonly sessionToken?: string; readonly expiresMs?: number } = {}
): Identity => ({
  accessKeyId,
  secretAccessKey: "secret",
  ...(rest.sessionToken === undefined ? {} : { sessionToken: rest.sessionToken }),
  ...(rest.expiresMs === undefined ? {} : { expiration: new Date(rest.expiresMs) })
})

/** Who signed each request, before a server that refuses these identities, and answers nobody before `patience` have asked. */
export const server = (refused: ReadonlyArray<string>, exception = "ExpiredTokenException", patience = 1) =>
  Effect.gen(function* () {
    const signers: Array<string> = []
    const held: Array<() => void> = []
    const { connections, endpoint } = yield* FaultyServer.make((socket, number, request) => {
      const key = /Credential=([^/]+)/.exec(request)?.[1] ?? ""
      const token = /x-amz-security-token: (\S+)/i.exec(request)?.[1]
      const signer = token === undefined ? key : `${key} ${token}`
      signers.push(signer)
      const answer = refused.includes(signer) ? refuse(exception) : succeed
      held.push(() => answer(socket, number, request))
      if (number + 1 >= patience) for (const answer of held.splice(0)) answer()
    })
    return { signers, connections, target: Target.embedded(endpoint) }
  })

export const none = Object.assign(new Error("no profile"), { name: "CredentialsProviderError" })

/** Gives these, one after another, and the last for ever; notes how it was asked. */
export const provider = (...given: ReadonlyArray<Identity | Error>) => {
  const asked: Array<unknown> = []
  const credentials = async (options?: Record<string, unknown>) => {
    const next = given[Math.min(asked.length, given.length - 1)]
    asked.push(options)
    if (next === undefined || next instanceof Error) throw next
    return next
  }
  return { asked, credentials: Redacted.make(credentials) }
}
