#!/usr/bin/env node
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer } from "effect"
import * as Color from "./Cli/Color.ts"
import * as Exit from "./Cli/Exit.ts"
import * as Impatience from "./Cli/Impatience.ts"
import * as Log from "./Cli/Log.ts"
import { cli } from "./Cli.ts"
import { manifest } from "./Race/Manifest.ts"

const MainLayer = Layer.mergeAll(
  NodeContext.layer,
  Color.layer(process.argv, process.env),
  Log.layer(process.argv, process.env)
)

manifest.pipe(
  Effect.zipLeft(Impatience.watch(() => process.exit(Exit.codes.interrupted))),
  Effect.flatMap(({ version }) => cli(version)(process.argv)),
  Effect.tapErrorCause((cause) => Exit.report(cause)),
  Effect.provide(MainLayer),
  NodeRuntime.runMain({
    disableErrorReporting: true,
    disablePrettyLogger: true,
    teardown: (exit, onExit) => onExit(Exit.codeOf(exit))
  })
)
