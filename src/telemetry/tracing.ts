import type { Tracing, TracingOptions } from "./sdk.ts";

/**
 * Records and sends traces from now on, in the whole process. Rejects when the SDK does not start.
 * The SDK is loaded here, not before: who wants no traces pays neither its start nor its memory.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const { startSdk } = await import("./sdk.ts");
  return startSdk(options);
}
