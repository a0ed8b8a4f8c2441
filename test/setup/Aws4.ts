import * as Aws4 from "aws4"

export interface Identity {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
}

/** A `POST` to DynamoDB; names of headers in lower case, and those alone that are signed. */
export interface Request {
  readonly region: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The header that an implementation which is not ours sends along. */
export const authorization = (request: Request, { accessKeyId, secretAccessKey, sessionToken }: Identity): string => {
  const { host = "", ...headers } = request.headers
  const { Authorization = "" } = Aws4.sign(
    {
      ...request,
      host,
      service: "dynamodb",
      method: "POST",
      headers: { Host: host, ...headers },
      extraHeadersToIgnore: { "content-length": headers["content-length"] === undefined }
    },
    sessionToken === undefined ? { accessKeyId, secretAccessKey } : { accessKeyId, secretAccessKey, sessionToken }
  ).headers
  return Authorization
}

/** What its server received, word for word; undefined where it is not signed. */
export const received = (
  text: string,
  region: string
): { readonly request: Request; readonly signature: string } | undefined => {
  const end = text.indexOf("\r\n\r\n")
  const [line = "", ...lines] = text.slice(0, end).split("\r\n")
  const all = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":")
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    })
  )
  const signature = all.get("authorization")
  const names = /SignedHeaders=([^,]+)/.exec(signature ?? "")?.[1]?.split(";")
  if (signature === undefined || names === undefined) return undefined
  const headers = Object.fromEntries(names.map((name) => [name, all.get(name) ?? "not sent"]))
  return { request: { region, path: line.split(" ")[1] ?? "", headers, body: text.slice(end + 4) }, signature }
}
