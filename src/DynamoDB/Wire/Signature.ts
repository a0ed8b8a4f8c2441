import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto"

/** Whose signature it is; a session token is signed and sent along. */
export interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** What a signature counts for: `20150830/us-east-1/dynamodb/aws4_request`. */
export const scopeOf = (day: string, region: string, service: string): string =>
  `${day}/${region}/${service}/aws4_request`

const hmac = (key: string | Buffer, data: string): Buffer => createHmac("sha256", key).update(data).digest()

/** The key of one day, region and service. */
export const signingKey = (secretAccessKey: string, day: string, region: string, service: string): KeyObject => {
  const ofDay = hmac(`AWS4${secretAccessKey}`, day)
  const ofService = hmac(hmac(ofDay, region), service)
  return createSecretKey(hmac(ofService, "aws4_request"))
}

export interface Signed {
  /** As in the canonical request: each segment percent-encoded once more than it is sent. */
  readonly path: string
  /** `name:value\n` of each, names in lower case and in order. */
  readonly headers: string
  /** The names alone, with `;` between them. */
  readonly names: string
  readonly body: string
}

/**
 * AWS Signature Version 4 of a `POST` without a query, in hex. `date` is that of the header `x-amz-date`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export const signature = (
  key: KeyObject,
  date: string,
  scope: string,
  { body, headers, names, path }: Signed
): string => {
  const request = `POST\n${path}\n\n${headers}\n${names}\n${hash("sha256", body)}`
  return createHmac("sha256", key)
    .update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash("sha256", request)}`)
    .digest("hex")
}

/** `20150830T123600Z` */
export const dateOf = (nowMs: number): string => `${new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`
