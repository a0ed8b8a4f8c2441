import { Cause, Context, Effect, Exit, Layer, Option, Tracer } from "effect"

const ms = (nanos: bigint): number => Number(nanos) / 1e6

const outcome = (exit: Exit.Exit<unknown, unknown>): string =>
  Exit.match(exit, {
    onSuccess: () => "",
    onFailure: (cause) => (Cause.isInterruptedOnly(cause) ? "  interrupted" : "  failed")
  })

const timesOf = ({ status }: Tracer.Span): string =>
  status._tag === "Started"
    ? `${ms(status.startTime)} ms, still open`
    : `${ms(status.startTime)} to ${ms(status.endTime)} ms${outcome(status.exit)}`

/** One line a span, below the one in which it began. */
const tree = (spans: ReadonlyArray<Tracer.Span>, parent?: Tracer.Span, indent = ""): ReadonlyArray<string> =>
  spans
    .filter((span) => Option.getOrUndefined(span.parent) === parent)
    .flatMap((span) => [`${`${indent}${span.name}`.padEnd(20)} ${timesOf(span)}`, ...tree(spans, span, `${indent}  `)])

/** What was traced since the layer was built. */
export class Spans extends Context.Tag("millrace/scratchpad/printing/Spans")<
  Spans,
  { readonly tree: Effect.Effect<string> }
>() {
  /** Spans stay Effect's own; they are kept besides. An exporter to OpenTelemetry would stand in the same place. */
  static readonly layer = Layer.unwrapEffect(
    Effect.map(Effect.tracer, (tracer) => {
      const spans: Array<Tracer.Span> = []
      const keeping = Tracer.make({
        context: (run, fiber) => tracer.context(run, fiber),
        span: (...args) => {
          const span = tracer.span(...args)
          spans.push(span)
          return span
        }
      })
      return Layer.merge(
        Layer.setTracer(keeping),
        Layer.succeed(Spans, { tree: Effect.sync(() => tree(spans).join("\n")) })
      )
    })
  )
}
