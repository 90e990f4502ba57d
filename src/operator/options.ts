import { z } from "zod";
import { REPORT_CHOICES } from "../api/report-apis.ts";

/** The operator's options: one table for flags, environment, validation and `--help`. */

const duration = z
  .string()
  .regex(/^[0-9]+(ms|s|m|h)$/, "write a number and a unit: 500ms, 15s, 5m, 1h")
  .transform((text) => {
    const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
    const unit = text.replace(/^[0-9]+/, "") as keyof typeof factor;
    return Number.parseInt(text, 10) * factor[unit];
  });

const flag = z.enum(["true", "false"], "write true or false").transform((text) => text === "true");

const address = z
  .string()
  .regex(/^(\S*):([0-9]{1,5})$/, "write host:port, or :port for all addresses")
  .transform((text) => {
    const at = text.lastIndexOf(":");
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port }) => port <= 65_535, "a port is at most 65535");

const globs = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((glob) => glob.trim())
      .filter((glob) => glob !== ""),
  )
  .refine((list) => list.every((glob) => /^[-a-z0-9.*?]+$/.test(glob)), "write names or globs separated by commas: kube-*,monitoring");

interface Option<T> {
  readonly schema: z.ZodType<T>;
  readonly env: string;
  readonly value: string;
  readonly fallback: string;
  readonly help: string;
}

/** Keeps the type of the value that the schema yields. */
const option = <T>(declared: Option<T>): Option<T> => declared;

const text = z.string();
const PREFIX = "ISMS_SCOPE_";

/** Flags by name. `fallback` is the default as text. */
export const OPTIONS = {
  kubeconfig: option({
    schema: text,
    value: "FILE",
    fallback: "",
    env: "KUBECONFIG",
    help: "Kubeconfig file; inside a cluster the service account is used when it is empty.",
  }),
  context: option({
    schema: text,
    value: "NAME",
    fallback: "",
    env: `${PREFIX}CONTEXT`,
    help: "Context of the kubeconfig; its current one when empty.",
  }),
  "bind-address": option({
    schema: address,
    value: "HOST:PORT",
    fallback: ":8080",
    env: `${PREFIX}BIND_ADDRESS`,
    help: "Where /metrics, /healthz and /readyz are served.",
  }),
  "system-namespaces": option({
    schema: globs,
    value: "GLOBS",
    fallback: "kube-*,isms-scope-system",
    env: `${PREFIX}SYSTEM_NAMESPACES`,
    help: "Namespaces of the platform: neither in scope nor undeclared, unless a scope names one literally.",
  }),
  "label-namespaces": option({
    schema: flag,
    value: "BOOL",
    fallback: "true",
    env: `${PREFIX}LABEL_NAMESPACES`,
    help: "Write the isms-scope.io labels on namespaces; false only reports.",
  }),
  reports: option({
    schema: z.enum(REPORT_CHOICES, `write ${REPORT_CHOICES.join(", ").replace(/, (?=[^,]*$)/, " or ")}`),
    value: "API",
    fallback: "openreports",
    env: `${PREFIX}REPORTS`,
    help: "Where the cluster serves it, report in this API: openreports, wgpolicy, or none, which takes reports away.",
  }),
  "leader-elect": option({
    schema: flag,
    value: "BOOL",
    fallback: "true",
    env: `${PREFIX}LEADER_ELECT`,
    help: "Elect a leader among replicas; only the leader writes.",
  }),
  "lease-namespace": option({
    schema: text,
    value: "NAME",
    fallback: "",
    env: `${PREFIX}LEASE_NAMESPACE`,
    help: "Namespace of the Lease; the operator's own, or default, when empty.",
  }),
  "lease-name": option({
    schema: text,
    value: "NAME",
    fallback: "isms-scope-operator",
    env: `${PREFIX}LEASE_NAME`,
    help: "Name of the Lease.",
  }),
  "lease-duration": option({
    schema: duration,
    value: "DURATION",
    fallback: "15s",
    env: `${PREFIX}LEASE_DURATION`,
    help: "How long a follower waits for a silent leader.",
  }),
  "renew-deadline": option({
    schema: duration,
    value: "DURATION",
    fallback: "10s",
    env: `${PREFIX}RENEW_DEADLINE`,
    help: "How long a leader tries to renew before it gives up.",
  }),
  "retry-period": option({
    schema: duration,
    value: "DURATION",
    fallback: "2s",
    env: `${PREFIX}RETRY_PERIOD`,
    help: "Pause between two tries to get or renew the Lease.",
  }),
  identity: option({
    schema: text,
    value: "NAME",
    fallback: "",
    env: `${PREFIX}IDENTITY`,
    help: "Name of this replica in the Lease; a unique one when empty.",
  }),
  "log-level": option({
    schema: z.enum(["debug", "info", "warn", "error"], "write debug, info, warn or error"),
    value: "LEVEL",
    fallback: "info",
    env: `${PREFIX}LOG_LEVEL`,
    help: "What is logged at least: debug, info, warn or error.",
  }),
} as const satisfies Record<string, Option<unknown>>;

export type OptionName = keyof typeof OPTIONS;
/** What the schema of an option yields. */
export type OptionValue<K extends OptionName> = (typeof OPTIONS)[K] extends Option<infer T> ? T : never;

export const OPTION_NAMES = Object.keys(OPTIONS) as OptionName[];

/** Text of `--help`: every option with its variable and default. */
export function helpText(): string {
  const rows = OPTION_NAMES.map((name) => {
    const { value, fallback, env, help } = OPTIONS[name];
    return { left: `  --${name} ${value}`, lines: [help, `${env}${fallback === "" ? "" : `; default ${fallback}`}`] };
  });
  const width = Math.max(...rows.map(({ left }) => left.length)) + 2;
  const options = rows.map(({ left, lines }) => `${left.padEnd(width)}${lines.join(`\n${" ".repeat(width)}`)}`);
  return [
    "isms-scope-operator: keeps answering whether what an IsmsScope declares is what the cluster runs.",
    "",
    "Usage: isms-scope-operator [options]",
    "",
    "Every option can be given as a flag or as an environment variable; the flag wins.",
    "",
    ...options,
    `${"  --version".padEnd(width)}Print the version and exit.`,
    `${"  -h, --help".padEnd(width)}Print this and exit.`,
    "",
    "Traces are sent by OTLP when OTEL_EXPORTER_OTLP_ENDPOINT, or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, is set.",
    "",
  ].join("\n");
}
