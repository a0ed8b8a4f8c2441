import type { DynamoDBClient, DynamoDBClientConfig } from "@aws-sdk/client-dynamodb"
import { Config, Effect, Either, Option, Redacted, Schema } from "effect"

/** Where requests go, as whom; resolved once for all that need it. Safe to print: what is secret in it is redacted. */
export interface Target {
  /** Host and port, as shown to users. */
  readonly host: string
  readonly loopback: boolean
  readonly endpoint: string
  readonly region: string
  /** A fixed identity, or a provider that renews it. */
  readonly credentials: Redacted.Redacted<NonNullable<DynamoDBClientConfig["credentials"]>>
}

/** The endpoint is not one that requests may be sent to; the message says what to type instead. */
export class TargetError extends Schema.TaggedError<TargetError>()("TargetError", { message: Schema.String }) {}

/** Where nobody looks at who asks. */
export const dummyRegion = "us-east-1"
const dummyCredentials = { accessKeyId: "millrace", secretAccessKey: "millrace" }

export const of = (url: URL, rest: Pick<Target, "loopback" | "region" | "credentials">): Target => ({
  host: url.host,
  endpoint: url.href,
  ...rest
})

/** The embedded DynamoDB, which never sees who its user is. */
export const embedded = (endpoint: string): Target =>
  of(new URL(endpoint), { loopback: true, region: dummyRegion, credentials: Redacted.make(dummyCredentials) })

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(\.\d+){3}$/.test(hostname)

const awsSuffixes = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".api.amazonwebservices.com.cn"]

const isAws = ({ hostname }: URL): boolean => awsSuffixes.some((suffix) => hostname.endsWith(suffix))

/** What was typed, without what may be a password in it and without what a terminal would act on. */
const shown = (typed: string): string => JSON.stringify(typed.replace(/\/\/[^/]*@/, "//…@"))

/** Where an endpoint was given, as a message names it, and how one that is right is given there. */
export interface Source {
  readonly name: string
  readonly example: string
}

const flag: Source = { name: "--endpoint", example: "--endpoint http://127.0.0.1:8000" }

const parse = (typed: string, from: Source): Either.Either<URL, TargetError> => {
  const fail = (what: string) =>
    Either.left(new TargetError({ message: `${from.name} ${what}, got ${shown(typed)}: try ${from.example}` }))
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return fail("takes a URL that begins with http:// or https://")
  if (!URL.canParse(typed)) return fail("takes a well-formed URL")
  const url = new URL(typed)
  if (url.protocol !== "http:" && url.protocol !== "https:") return fail("speaks http or https only")
  if (url.username !== "" || url.password !== "")
    return fail("takes no user or password; credentials come from AWS_ACCESS_KEY_ID or a profile")
  if (url.search !== "" || url.hash !== "") return fail("takes no query and no fragment")
  return Either.right(url)
}

/** Of the environment; none where it is empty. */
export const variable = (name: string) =>
  Config.string(name).pipe(Config.option, Config.map(Option.filter((value) => value !== "")))

/** Environment variables alone: the chain would go on to ask profiles, processes and the metadata service. */
const fromEnvironment = Config.all({
  region: variable("AWS_REGION"),
  accessKeyId: variable("AWS_ACCESS_KEY_ID"),
  secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
  sessionToken: variable("AWS_SESSION_TOKEN")
}).pipe(
  Config.map(({ accessKeyId, region, secretAccessKey, sessionToken }) => ({
    region: Option.getOrElse(region, () => dummyRegion),
    credentials: Redacted.make(
      Option.match(Option.all({ accessKeyId, secretAccessKey }), {
        onNone: () => dummyCredentials,
        onSome: (identity) =>
          Option.match(sessionToken, {
            onNone: () => identity,
            onSome: (token) => ({ ...identity, sessionToken: token })
          })
      })
    )
  })),
  Effect.orDie
)

/** AWS answers only to signatures for the region that is in its host's name. */
const regionInHost = (url: URL): Option.Option<string> =>
  isAws(url)
    ? Option.fromNullable(/(?:^|\.)(?:dynamodb|ddb)(?:-fips)?\.([a-z]{2}[a-z0-9-]*-\d+)\./.exec(url.hostname)?.[1])
    : Option.none()

export type Configured = DynamoDBClient["config"]

const why = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "")

/** By the SDK's own chain; `place` is what it is for. */
export const regionOf = (config: Configured, place: string): Effect.Effect<string, TargetError> =>
  Effect.tryPromise({
    try: () => config.region(),
    catch: (cause) =>
      new TargetError({
        message: `no AWS region for ${place}: ${why(cause)}; set AWS_REGION, for example AWS_REGION=us-east-1`
      })
  })

/** Who the user is now, by the SDK's own chain. */
export const identityOf = (
  config: Configured,
  place: string
): Effect.Effect<Awaited<ReturnType<Configured["credentials"]>>, TargetError> =>
  Effect.tryPromise({
    try: () => config.credentials(),
    catch: (cause) =>
      new TargetError({
        message: `no AWS credentials for ${place}: ${why(cause)}; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`
      })
  })

const fromChains = (url: URL) =>
  Effect.gen(function* () {
    // loaded here alone: whoever only reaches for this machine does without the SDK
    const { scoped } = yield* Effect.promise(() => import("./Sdk/Construct.ts"))
    const { config } = yield* scoped({ endpoint: url.href })
    const region = yield* Option.match(regionInHost(url), {
      onSome: Effect.succeed,
      onNone: () => regionOf(config, url.host)
    })
    yield* identityOf(config, url.host)
    // the provider is handed on, not what it said first: it renews what expires
    return { region, credentials: Redacted.make(config.credentials) }
  }).pipe(Effect.scoped)

/** A place that requests may be sent to; nobody has been asked as whom yet. */
export interface Address {
  /** Host and port, as shown to users. */
  readonly host: string
  readonly loopback: boolean
  readonly url: URL
}

export const addressOf = (url: URL): Address => ({ host: url.host, loopback: isLoopback(url), url })

export interface Allowed {
  readonly allowHttp: boolean
  readonly allowEndpoint: boolean
  /** What is to be added to allow it, as a message says it; flags where it is not said. */
  readonly words?: { readonly allowHttp: string; readonly allowEndpoint: string }
}

const flags = { allowHttp: "--allow-http", allowEndpoint: "--allow-endpoint" }

/** Where an endpoint leads. Outside this machine http and hosts that are not AWS's have to be allowed. */
export const address = (typed: string, options: Allowed, from = flag): Either.Either<Address, TargetError> =>
  Either.flatMap(parse(typed, from), (url) => {
    const address = addressOf(url)
    const { words = flags } = options
    if (!address.loopback && url.protocol === "http:" && !options.allowHttp) {
      return Either.left(
        new TargetError({
          message: `${from.name} ${url.host} would be reached by http, which anyone on the way can read: use https://, or add ${words.allowHttp}`
        })
      )
    }
    if (!address.loopback && !isAws(url) && !options.allowEndpoint) {
      return Either.left(
        new TargetError({
          message: `${from.name} ${url.host} is not a host of AWS, and requests to it are signed with your AWS credentials: add ${words.allowEndpoint} to send them there`
        })
      )
    }
    return Either.right(address)
  })

/** Asks the environment for region and credentials; outside this machine the SDK's own chains, which may ask others. */
export const resolve = Effect.fn("Target.resolve")(function* ({ loopback, url }: Address) {
  return of(url, { loopback, ...(yield* loopback ? fromEnvironment : fromChains(url)) })
})
