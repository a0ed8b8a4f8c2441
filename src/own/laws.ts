import { Effect } from "effect"
import * as Child from "../Laws/Child.ts"

Effect.runFork(Child.serve)
