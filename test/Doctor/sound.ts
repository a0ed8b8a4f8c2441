import { Option } from "effect"
import { type Facts, known } from "../../src/Doctor/Facts.ts"
import type { Identity, Line, TableDetails, UsualClient } from "../../src/Inspection.ts"

export const nowMs = Date.UTC(2026, 10, 27)

export const client: UsualClient = {
  retryMode: "standard",
  maxAttempts: 4,
  sockets: 50,
  keepAlive: true,
  endpoint: null,
  accountEndpoints: "preferred"
}

export const identity: Identity = { keyEnd: "ABCD", fromEnvironment: true, expiresAtMs: null, hasAccount: false }

export const line: Line = { kept: true, skewMs: 1_000 }

/** On demand. */
export const table: TableDetails = {
  status: "ACTIVE",
  onDemand: true,
  items: 7,
  writeUnits: null,
  mostWriteUnits: null,
  warmWriteUnits: 4_000,
  indexes: [],
  localIndexes: 0,
  stream: null,
  replicas: []
}

export const place = {
  host: "127.0.0.1:8000",
  endpoint: "http://127.0.0.1:8000/",
  loopback: true,
  typed: true
}

/** A set-up in which no rule has anything to say: 32 in flight at 20 requests/s each would ask for 640 writes/s. */
export const sound: Facts = {
  nowMs,
  asked: { concurrency: 32, workers: 4, batch: 1, transport: "sdk", rate: 640, table: "films" },
  machine: { node: "v24.1.0", cores: 4 },
  variables: {
    profile: null,
    hasKeys: true,
    retryMode: null,
    maxAttempts: null,
    hasEndpoint: false,
    hasDynamoDBEndpoint: false
  },
  client: known(client),
  identity: known(identity),
  place: known(place),
  trips: known({ coldMs: 30, p50Ms: 7.5, p99Ms: 20, samples: 100, refused: null }),
  line: known(line),
  table: known(Option.some(table)),
  pointInTime: known(true)
}

export const withClient = (change: Partial<UsualClient>): Partial<Facts> => ({
  client: known({ ...client, ...change })
})

export const withIdentity = (change: Partial<Identity>): Partial<Facts> => ({
  identity: known({ ...identity, ...change })
})

export const withTable = (change: Partial<TableDetails>): Partial<Facts> => ({
  table: known(Option.some({ ...table, ...change }))
})

export const withVariables = (change: Partial<Facts["variables"]>): Partial<Facts> => ({
  variables: { ...sound.variables, ...change }
})

export const withAsked = (change: Partial<Facts["asked"]>): Partial<Facts> => ({ asked: { ...sound.asked, ...change } })

export const withTrips = (p50Ms: number, coldMs = 30, refused: string | null = null): Partial<Facts> => ({
  trips: known({ coldMs, p50Ms, p99Ms: 2 * p50Ms, samples: 100, refused })
})
