import { context, diag, DiagLogLevel, propagation, trace } from "@opentelemetry/api";
import { defaultResource, resourceAttributesEnvDetector, resourceFromAttributes, serviceNameEnvDetector } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { Logger } from "./log.ts";

/**
 * The SDK of OpenTelemetry: loaded by tracing.ts alone, and only when traces are asked for. It reads the standard variables (OTEL_*)
 * itself. Only traces: metrics are scraped, and logs are lines. The bundle leaves out what this makes needless (tools/bundle.ts).
 */

type SdkOptions = NonNullable<ConstructorParameters<typeof NodeSDK>[0]>;

export interface TracingOptions {
  /** What the receiver is told of this process, unless OTEL_SERVICE_NAME or OTEL_RESOURCE_ATTRIBUTES say otherwise. */
  readonly resource: Readonly<Record<string, string>>;
  readonly log: Pick<Logger, "warn">;
  /** Where spans go instead of to the exporter that the variables ask for. */
  readonly spanProcessors?: NonNullable<SdkOptions["spanProcessors"]>;
}

/** Traces that are being recorded. */
export interface Tracing {
  /** Sends what is left, for `withinMs` at most, and records no more. */
  stop(withinMs: number): Promise<void>;
}

/** Records from now on, in the whole process. */
export function startSdk({ resource, log, spanProcessors }: TracingOptions): Tracing {
  const sdk = new NodeSDK({
    resource: defaultResource().merge(resourceFromAttributes(resource)),
    resourceDetectors: [resourceAttributesEnvDetector, serviceNameEnvDetector],
    metricReaders: [],
    logRecordProcessors: [],
    ...(spanProcessors && { spanProcessors }),
  });
  diag.setLogger(complaints(log), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  sdk.start();
  return {
    async stop(withinMs) {
      await Promise.race([sdk.shutdown().catch(() => undefined), new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
      for (const api of [trace, context, propagation, diag]) api.disable();
    },
  };
}

/** A receiver that is down fails every few seconds: told at most once in this time, with how often it was so. */
const SILENCE_MS = 60_000;

/** What the SDK complains of, as lines of our log. `now`: monotonic, ms. */
export function complaints(log: TracingOptions["log"], now: () => number = () => performance.now()) {
  let quietUntil = -Infinity;
  let untold = 0;
  const complain = (message: string): void => {
    untold++;
    if (now() < quietUntil) return;
    log.warn({ problem: sentenceOf(message), times: untold }, "traces are lost");
    quietUntil = now() + SILENCE_MS;
    untold = 0;
  };
  const ignore = (): void => undefined;
  return { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore };
}

/** The SDK gives errors as JSON, with a stack. */
function sentenceOf(message: string): string {
  try {
    return (JSON.parse(message) as { message?: string }).message ?? message;
  } catch {
    return message;
  }
}
