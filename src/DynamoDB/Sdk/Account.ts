import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { Duration, Effect, Either, Option, Redacted } from "effect"
import * as Target from "../Target.ts"
import { silent } from "./Client.ts"

const patience = Duration.seconds(3)

const source: Target.Source = {
  name: "the configured endpoint of STS (AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or endpoint_url)",
  example: "AWS_ENDPOINT_URL_STS=https://sts.eu-central-1.amazonaws.com"
}

/** Whoever reaches for this machine asks nobody elsewhere; elsewhere an endpoint that is configured has to be allowed. */
const isAllowed = (endpoint: string | undefined, { loopback }: Target.Target, allowed: Target.Allowed): boolean =>
  endpoint === undefined
    ? !loopback
    : Either.match(Target.address(endpoint, allowed, source), {
        onLeft: () => false,
        onRight: (address) => address.loopback || !loopback
      })

const askSts = ({ credentials, ...target }: Target.Target, allowed: Target.Allowed) =>
  Effect.acquireUseRelease(
    Effect.sync(
      () =>
        new STSClient({
          region: target.region,
          credentials: Redacted.value(credentials),
          maxAttempts: 1,
          logger: silent,
          requestHandler: {
            connectionTimeout: Duration.toMillis(patience),
            requestTimeout: Duration.toMillis(patience)
          }
        })
    ),
    (sts) =>
      Effect.tryPromise((abortSignal) => {
        const rules = sts.config.endpointProvider
        sts.config.endpointProvider = (parameters, context) => {
          if (!isAllowed(parameters.Endpoint, { credentials, ...target }, allowed)) throw new Error("not to be asked")
          return rules(parameters, context)
        }
        return sts.send(new GetCallerIdentityCommand({}), { abortSignal })
      }),
    (sts) => Effect.sync(() => sts.destroy())
  ).pipe(
    Effect.timeout(patience),
    Effect.map(({ Account }) => Account)
  )

/**
 * The account of the credentials: as they say it themselves, or as STS does, who needs no permission for that. None where
 * neither is to be had.
 */
export const accountOf = (target: Target.Target, allowed: Target.Allowed): Effect.Effect<Option.Option<string>> =>
  Effect.gen(function* () {
    const known = Redacted.value(target.credentials)
    const { accountId } = typeof known === "function" ? yield* Effect.tryPromise(() => known()) : known
    return Option.fromNullable(accountId ?? (yield* askSts(target, allowed)))
  }).pipe(Effect.catchAll(() => Effect.succeedNone))
