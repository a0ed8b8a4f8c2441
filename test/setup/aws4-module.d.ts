declare module "aws4" {
  export interface Request {
    readonly host: string
    readonly service: string
    readonly region: string
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly extraHeadersToIgnore?: Readonly<Record<string, boolean>>
    readonly body: string
  }
  export interface Credentials {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
  export function sign(
    request: Request,
    credentials: Credentials
  ): { readonly headers: Readonly<Record<string, string>> }
}
