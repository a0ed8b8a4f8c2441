import type { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { Effect } from "effect"
import type { RequestError } from "../../domain/RequestError.ts"
import { concernExpiry } from "../Failure.ts"

const isRefusal = (error: RequestError): boolean => error._tag === "Fatal" && concernExpiry.has(error.code)

/**
 * The SDK asks for another identity when the one that it has expires by its own word. One that the service refuses before
 * that is asked for here, once for all who were refused with it, and each of them is then sent once more.
 */
export const make = (aws: DynamoDBClient) => {
  let renewals = 0
  let renewal: Promise<boolean> | undefined

  const ask = async () => {
    const before = await aws.config.credentials()
    const after = await aws.config.credentials({ forceRefresh: true })
    const isAnother = after.accessKeyId !== before.accessKeyId || after.sessionToken !== before.sessionToken
    if (isAnother) renewals++
    return isAnother
  }

  /** Whether there is another identity than that of so many renewals. */
  const isRenewed = (since: number) =>
    Effect.promise(() => {
      if (since !== renewals) return Promise.resolve(true)
      // who cannot be renewed was refused: that is what is told
      renewal ??= ask()
        .catch(() => false)
        .finally(() => {
          renewal = undefined
        })
      return renewal
    })

  return <A>(send: Effect.Effect<A, RequestError>): Effect.Effect<A, RequestError> =>
    Effect.suspend(() => {
      const since = renewals
      return Effect.catchIf(send, isRefusal, (refusal) =>
        Effect.flatMap(isRenewed(since), (isRenewed) => (isRenewed ? send : Effect.fail(refusal)))
      )
    })
}
