import type { Facts } from "../Facts.ts"

/** A call of the AWS CLI on the table, where that is. */
export const onTable = ({ asked, place }: Facts, operation: string, flags = ""): string =>
  [
    `aws dynamodb ${operation} --table-name ${asked.table}`,
    ...(flags === "" ? [] : [flags]),
    ...(place._tag === "Known" && place.value.typed ? [`--endpoint-url ${place.value.endpoint}`] : [])
  ].join(" ")
