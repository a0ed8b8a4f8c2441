/** All of Effect, for strategies in files of users. */
export * from "effect"
