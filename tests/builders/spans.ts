import { onTestFinished } from "vitest";
import type { TracingOptions } from "../../src/telemetry/sdk.ts";
import { startTracing } from "../../src/telemetry/tracing.ts";

type Processor = NonNullable<TracingOptions["spanProcessors"]>[number];
/** A span that has ended. */
export type Recorded = Parameters<Processor["onEnd"]>[0];

/** Records the spans of this test with the real SDK, in the order in which they end, instead of sending them. */
export async function recordSpans(log: TracingOptions["log"] = { warn: () => undefined }): Promise<readonly Recorded[]> {
  const spans: Recorded[] = [];
  const keeper: Processor = {
    onStart: () => undefined,
    onEnd: (span) => void spans.push(span),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
  const tracing = await startTracing({ resource: {}, log, spanProcessors: [keeper] });
  onTestFinished(() => tracing.stop(0));
  return spans;
}

/** What tells spans apart in a test: name, name of the parent, attributes. */
export const outline = (spans: readonly Recorded[]) =>
  spans.map(({ name, parentSpanContext, attributes }) => ({
    name,
    parent: spans.find((other) => other.spanContext().spanId === parentSpanContext?.spanId)?.name,
    attributes,
  }));
