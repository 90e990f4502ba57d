import type { Logger } from "../telemetry/log.ts";
import { startTracing } from "../telemetry/tracing.ts";
import type { TracingSettings } from "./tracing-settings.ts";

/** How long an end waits until the last spans are sent, in ms. */
const FLUSH_MS = 1_000;

const NOTHING = async (): Promise<void> => undefined;

/**
 * Starts sending traces where they are asked for, and returns what ends it. Wrong settings, or an SDK that does not start, are told:
 * the operator does its job without traces.
 */
export async function traceWhenAsked(settings: TracingSettings, version: string, log: Logger): Promise<() => Promise<void>> {
  if (settings.kind === "off") return NOTHING;
  if (settings.kind === "wrong") {
    for (const problem of settings.problems) log.warn({ problem }, "no traces are sent");
    return NOTHING;
  }
  const resource = { "service.name": "isms-scope-operator", "service.version": version, ...settings.resource };
  try {
    const tracing = await startTracing({ resource, log });
    return () => tracing.stop(FLUSH_MS);
  } catch (error) {
    log.warn({ problem: String(error) }, "no traces are sent");
    return NOTHING;
  }
}
