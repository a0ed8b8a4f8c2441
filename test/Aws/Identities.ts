import { writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { join } from "node:path"
import { Effect } from "effect"
import { folder } from "../setup/Environment.ts"
import * as Loopback from "../setup/Loopback.ts"
import { region, type Service } from "./Service.ts"
import { secret } from "./Signature.ts"

export type Variables = Readonly<Record<string, string | undefined>>

/** A user of that service of whom the machine knows nothing: no identity, no files, no region but the service's. */
export const nobody = ({ authority, endpoint }: Service): Variables => ({
  HOME: "/nonexistent",
  NODE_EXTRA_CA_CERTS: authority,
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent"
})

/** By variables. */
export const keys = (accessKeyId: string, sessionToken?: string): Variables => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: sessionToken
})

const file = (name: string, text: string) =>
  Effect.gen(function* () {
    const path = join(yield* folder, name)
    yield* Effect.promise(() => writeFile(path, text, { mode: 0o600 }))
    return path
  })

/** By the profile `work` of two files, of which one knows the region. */
export const profile = (accessKeyId: string, sessionToken: string) =>
  Effect.gen(function* () {
    const identity = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secret}\naws_session_token = ${sessionToken}`
    const variables: Variables = {
      AWS_PROFILE: "work",
      AWS_REGION: undefined,
      AWS_CONFIG_FILE: yield* file("config", `[profile work]\nregion = ${region}\n`),
      AWS_SHARED_CREDENTIALS_FILE: yield* file("credentials", `[work]\n${identity}\n`)
    }
    return variables
  })

/** What another program, or a container's endpoint, says of an identity. */
export interface Given {
  readonly accessKeyId: string
  readonly sessionToken: string
  readonly expiresInMs: number
}

const told = ({ accessKeyId, expiresInMs, sessionToken }: Given) => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secret,
  Expiration: new Date(Date.now() + expiresInMs).toISOString(),
  sessionToken
})

/** By a program that the default profile names. */
export const anotherProgram = (given: Given) =>
  Effect.gen(function* () {
    const { sessionToken, ...identity } = told(given)
    const answer = yield* file("identity.json", JSON.stringify({ Version: 1, SessionToken: sessionToken, ...identity }))
    const read = `"${process.execPath}" -p "fs.readFileSync('${answer}', 'utf8')"`
    const variables: Variables = { AWS_CONFIG_FILE: yield* file("config", `[default]\ncredential_process = ${read}\n`) }
    return variables
  })

export interface Container {
  readonly asked: { readonly times: number }
  readonly variables: Variables
}

/** By the endpoint of a container, which gives what is given at that moment; undefined is an error. */
export const container = (give: (time: number) => Given | undefined) =>
  Effect.gen(function* () {
    const asked = { times: 0 }
    const endpoint = yield* Loopback.endpoint(
      createServer((_, outgoing) => {
        const given = give(asked.times++)
        if (given === undefined) {
          outgoing.writeHead(503).end()
          return
        }
        const { sessionToken, ...identity } = told(given)
        outgoing
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ Token: sessionToken, ...identity }))
      })
    )
    const made: Container = { asked, variables: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${endpoint}/identity` } }
    return made
  })
