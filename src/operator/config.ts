import { hostname } from "node:os";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";

/**
 * The operator's options: one table for flags, environment, validation and `--help`.
 * A flag wins over its environment variable, which wins over the default.
 */

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
  .transform((text) => text.split(",").map((glob) => glob.trim()).filter((glob) => glob !== ""))
  .refine((list) => list.every((glob) => /^[-a-z0-9.*?]+$/.test(glob)), "write names or globs separated by commas: kube-*,monitoring");

interface Option<T> {
  readonly schema: z.ZodType<T>;
  readonly env: string;
  readonly value: string;
  readonly fallback: string;
  readonly help: string;
}

const option = <T>(schema: z.ZodType<T>, value: string, fallback: string, env: string, help: string): Option<T> => ({
  schema,
  value,
  fallback,
  env,
  help,
});

const text = z.string();
const PREFIX = "ISMS_SCOPE_";

/** Flags by name. `fallback` is the default as text. */
export const OPTIONS = {
  kubeconfig: option(text, "FILE", "", "KUBECONFIG", "Kubeconfig file; inside a cluster the service account is used when it is empty."),
  context: option(text, "NAME", "", `${PREFIX}CONTEXT`, "Context of the kubeconfig; its current one when empty."),
  "bind-address": option(address, "HOST:PORT", ":8080", `${PREFIX}BIND_ADDRESS`, "Where /metrics, /healthz and /readyz are served."),
  "system-namespaces": option(
    globs,
    "GLOBS",
    "kube-*",
    `${PREFIX}SYSTEM_NAMESPACES`,
    "Namespaces of the platform: neither in scope nor undeclared, unless a scope names one literally.",
  ),
  "label-namespaces": option(flag, "BOOL", "true", `${PREFIX}LABEL_NAMESPACES`, "Write the isms-scope.io labels on namespaces; false only reports."),
  "leader-elect": option(flag, "BOOL", "true", `${PREFIX}LEADER_ELECT`, "Elect a leader among replicas; only the leader writes."),
  "lease-namespace": option(text, "NAME", "", `${PREFIX}LEASE_NAMESPACE`, "Namespace of the Lease; the operator's own, or default, when empty."),
  "lease-name": option(text, "NAME", "isms-scope-operator", `${PREFIX}LEASE_NAME`, "Name of the Lease."),
  "lease-duration": option(duration, "DURATION", "15s", `${PREFIX}LEASE_DURATION`, "How long a follower waits for a silent leader."),
  "renew-deadline": option(duration, "DURATION", "10s", `${PREFIX}RENEW_DEADLINE`, "How long a leader tries to renew before it gives up."),
  "retry-period": option(duration, "DURATION", "2s", `${PREFIX}RETRY_PERIOD`, "Pause between two tries to get or renew the Lease."),
  identity: option(text, "NAME", "", `${PREFIX}IDENTITY`, "Name of this replica in the Lease; host name and process when empty."),
  "log-level": option(z.enum(["debug", "info", "warn", "error"]), "LEVEL", "info", `${PREFIX}LOG_LEVEL`, "debug, info, warn or error."),
} as const satisfies Record<string, Option<unknown>>;

export type OptionName = keyof typeof OPTIONS;
type Values = { readonly [K in OptionName]: (typeof OPTIONS)[K] extends Option<infer T> ? T : never };

/** The options as the operator uses them; durations in milliseconds. */
export interface Config {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly bind: { readonly host: string; readonly port: number };
  readonly systemNamespaces: readonly string[];
  readonly labelNamespaces: boolean;
  readonly election: Election | undefined;
  readonly identity: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
}

export interface Election {
  readonly namespace: string;
  readonly name: string;
  readonly leaseMs: number;
  readonly renewMs: number;
  readonly retryMs: number;
}

export type Parsed =
  | { readonly kind: "run"; readonly config: Config }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

const names = Object.keys(OPTIONS) as OptionName[];

/** Reads flags and environment. Every problem is one sentence that names the flag and what to write. */
export function parseConfig(argv: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env): Parsed {
  const flags = readFlags(argv);
  if (typeof flags === "string") return { kind: "invalid", problems: [flags] };
  if (flags["help"] === true) return { kind: "help" };
  if (flags["version"] === true) return { kind: "version" };
  const problems: string[] = [];
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const name of names) {
    const { env: variable, schema, fallback } = OPTIONS[name];
    const given = flags[name];
    const source = given === undefined && env[variable] !== undefined ? variable : `--${name}`;
    const result = (schema as z.ZodType).safeParse(given ?? env[variable] ?? fallback);
    if (result.success) values[name] = result.data;
    else problems.push(`${source}: ${result.error.issues[0]?.message ?? "not a valid value"}`);
  }
  if (problems.length === 0) problems.push(...electionProblems(values as Values));
  return problems.length > 0 ? { kind: "invalid", problems } : { kind: "run", config: toConfig(values as Values, env) };
}

function readFlags(argv: readonly string[]): Record<string, string | boolean | undefined> | string {
  const options = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({
      args: [...argv],
      options: { ...options, help: { type: "boolean", short: "h" }, version: { type: "boolean" } },
      strict: true,
      allowPositionals: false,
    }).values;
  } catch (error) {
    const sentence = (error as Error).message.split(". ")[0] ?? "";
    return `${sentence}: see --help for the options`;
  }
}

function electionProblems(values: Values): string[] {
  const [lease, renew, retry] = [values["lease-duration"], values["renew-deadline"], values["retry-period"]];
  if (lease > renew && renew > retry * 1.2) return [];
  return ["--lease-duration must be longer than --renew-deadline, and that longer than 1.2 × --retry-period"];
}

function toConfig(values: Values, env: Readonly<Record<string, string | undefined>>): Config {
  const orUndefined = (value: string) => (value === "" ? undefined : value);
  const election = {
    namespace: orUndefined(values["lease-namespace"]) ?? env["POD_NAMESPACE"] ?? ownNamespace() ?? "default",
    name: values["lease-name"],
    leaseMs: values["lease-duration"],
    renewMs: values["renew-deadline"],
    retryMs: values["retry-period"],
  };
  return {
    kubeconfig: orUndefined(values.kubeconfig),
    context: orUndefined(values.context),
    bind: values["bind-address"],
    systemNamespaces: values["system-namespaces"],
    labelNamespaces: values["label-namespaces"],
    election: values["leader-elect"] ? election : undefined,
    identity: orUndefined(values.identity) ?? `${env["POD_NAME"] ?? hostname()}_${process.pid}_${Date.now().toString(36)}`,
    logLevel: values["log-level"],
  };
}

/** The namespace of the pod we run in, where a service account is mounted. */
function ownNamespace(): string | undefined {
  try {
    return readFileSync("/var/run/secrets/kubernetes.io/serviceaccount/namespace", "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Text of `--help`: every option with its variable and default. */
export function helpText(): string {
  const rows = names.map((name) => {
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
  ].join("\n");
}
