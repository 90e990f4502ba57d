import { trace, TraceFlags } from "@opentelemetry/api";
import { pino, stdSerializers, type DestinationStream, type Logger as PinoLogger } from "pino";

/** A logger. `log.info({ namespace }, "labelled")`; an error goes under the key `error`. */
export type Logger = Pick<PinoLogger<never, false>, "debug" | "info" | "warn" | "error" | "isLevelEnabled">;

export interface LogOptions {
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** Standard error when absent, written synchronously: what was logged before an exit is out. */
  readonly destination?: DestinationStream;
}

/** What must not be in a log, should an object that holds it be logged by mistake. */
const SECRET_KEYS = ["authorization", "Authorization", "token", "password", "clientKeyData", "client-key-data"];

const redacted = SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]);

/** An error as one line, its causes after it. */
const sentence = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : sentence(error.cause);
  return cause === "" || error.message.includes(cause) ? error.message : `${error.message}: ${cause}`;
};

/** What leads from a line to the trace in which it was written, where that is recorded. */
const traceKeys = (): object => {
  const span = trace.getActiveSpan()?.spanContext();
  return span && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? { trace_id: span.traceId, span_id: span.spanId } : {};
};

/** JSON lines with the keys of controller-runtime: level, ts, logger, msg, error; a stack trace at level debug. */
export const createLogs = ({ level, destination }: LogOptions): ((name: string) => Logger) => {
  const traced = level === "debug";
  const root = pino(
    {
      level,
      base: null,
      errorKey: "error",
      messageKey: "msg",
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      redact: { paths: redacted, censor: "[redacted]" },
      mixin: traceKeys,
      serializers: { error: (value: unknown) => sentence(value), err: stdSerializers.err },
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => (traced && fields["error"] instanceof Error ? { ...fields, stacktrace: fields["error"].stack } : fields),
      },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
  return (name) => root.child({ logger: name });
};
