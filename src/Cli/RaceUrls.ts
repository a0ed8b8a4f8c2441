import { Array, Effect, Option } from "effect"
import * as Target from "../DynamoDB/Target.ts"
import * as Url from "../domain/Url.ts"
import { listed } from "../Report/Names.ts"
import { printable } from "../Report/Printable.ts"
import * as Urls from "../Workload/Urls.ts"
import { agreed } from "./Confirm.ts"
import { refused, wrongUsage } from "./Exit.ts"
import type { Flags } from "./RaceFlags.ts"
import { recordsAtMost } from "./RaceItems.ts"

const hostsShown = 3

/** Outside this machine it is shown whom the URLs lead to, and somebody has to agree. */
const guard = Effect.fnUntraced(function* (
  path: string,
  addresses: ReadonlyArray<Target.Address>,
  { allowHttp, yes }: Flags
) {
  const outside = addresses.filter(({ loopback }) => !loopback)
  if (outside.length === 0) return
  const open = outside.find(({ url }) => url.protocol === "http:")
  if (open !== undefined && !allowHttp) {
    return yield* wrongUsage(
      `${path}: ${open.host} would be reached by http, which anyone on the way can read: use https://, or add --allow-http`
    )
  }
  const hosts = listed(Array.dedupe(outside.map(({ host }) => host)), hostsShown)
  yield* Effect.logInfo(`the race sends as many requests as it can to ${hosts}, without credentials`)
  if (!(yield* agreed(yes))) {
    return yield* refused(
      `${hosts} ${outside.length === 1 ? "is" : "are"} not this machine: add --yes if the race may load it`
    )
  }
})

/** The URLs of a file, once it is allowed to fetch them, and whom they lead to. */
export const listOf = Effect.fn("RaceUrls.listOf")(function* (flags: Flags) {
  if (Option.isNone(flags.from)) {
    return yield* wrongUsage("--operation http needs --from FILE: a file of URLs, one a line")
  }
  const path = flags.from.value
  const list = yield* Urls.read({ path, limit: Option.getOrElse(flags.items, () => recordsAtMost) })
  const origins = Array.dedupe(list.items.map((item) => new URL(Url.fromItem(item)).origin))
  const addresses = origins.map((origin) => Target.addressOf(new URL(origin)))
  yield* guard(printable(path), addresses, flags)
  return { list, host: listed(Array.dedupe(addresses.map(({ host }) => host)), hostsShown) }
})
