import type { IncomingHttpHeaders } from "node:http"
import * as Aws4 from "../setup/Aws4.ts"

/** Of every identity that these tests give out. */
export const secret = "hush-hush"

/** Who has signed, for which region, and whether it was with the secret; undefined where nobody has. */
export const read = (headers: IncomingHttpHeaders, path: string, body: string) => {
  const { authorization = "" } = headers
  const [, accessKeyId, region] = /Credential=([^/]+)\/\d+\/([^/]+)\/dynamodb\//.exec(authorization) ?? []
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(";")
  if (accessKeyId === undefined || region === undefined || names === undefined) return undefined
  const signed = Object.fromEntries(names.map((name) => [name, String(headers[name])]))
  const sessionToken = headers["x-amz-security-token"]?.toString()
  const identity = { accessKeyId, secretAccessKey: secret, sessionToken }
  return {
    signer: sessionToken === undefined ? accessKeyId : `${accessKeyId} ${sessionToken}`,
    region,
    isRight: Aws4.authorization({ region, path, headers: signed, body }, identity) === authorization
  }
}
