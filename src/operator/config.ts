import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { parseArgs } from "node:util";
import type { z } from "zod";
import type { ReportChoice } from "../api/report-apis.ts";
import { processIdentity } from "../cluster/elector.ts";
import { OPTION_NAMES, OPTIONS, type OptionName, type OptionValue } from "./options.ts";
import { readTracing, type TracingSettings } from "./tracing-settings.ts";

/** From flags and environment to the configuration. A flag wins over its variable, which wins over the default. */

type Values = { readonly [K in OptionName]: OptionValue<K> };

/** The options as the operator uses them; durations in milliseconds. */
export interface Config {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly bind: { readonly host: string; readonly port: number };
  readonly systemNamespaces: readonly string[];
  readonly labelNamespaces: boolean;
  readonly reports: ReportChoice;
  readonly election: Election | undefined;
  readonly identity: string;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly tracing: TracingSettings;
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

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads flags and environment. Every problem is one sentence that names the flag and what to write. */
export function parseConfig(argv: readonly string[], env: Environment = process.env): Parsed {
  const flags = readFlags(argv);
  if (typeof flags === "string") return { kind: "invalid", problems: [flags] };
  if (flags["help"] === true) return { kind: "help" };
  if (flags["version"] === true) return { kind: "version" };
  const { values, problems } = readValues(flags, env);
  if (problems.length === 0) problems.push(...electionProblems(values as Values));
  return problems.length > 0 ? { kind: "invalid", problems } : { kind: "run", config: toConfig(values as Values, env) };
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;

/** One problem per value that cannot be used, named by where it was given. */
function readValues(flags: Flags, env: Environment): { values: Partial<Record<OptionName, unknown>>; problems: string[] } {
  const problems: string[] = [];
  const values: Partial<Record<OptionName, unknown>> = {};
  for (const name of OPTION_NAMES) {
    const { env: variable, schema, fallback } = OPTIONS[name];
    const flag = flags[name];
    const source = flag === undefined && env[variable] !== undefined ? variable : `--${name}`;
    const result = (schema as z.ZodType).safeParse(flag ?? env[variable] ?? fallback);
    if (result.success) values[name] = result.data;
    else problems.push(`${source}: ${result.error.issues[0]?.message ?? "not a valid value"}`);
  }
  return { values, problems };
}

function readFlags(argv: readonly string[]): Flags | string {
  const options = Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: "string" as const }]));
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
  if (retry === 0) return ["--retry-period must be longer than 0, or the API server gets no rest"];
  if (lease > renew && renew > retry * 1.2) return [];
  return ["--lease-duration must be longer than --renew-deadline, and that longer than 1.2 × --retry-period"];
}

function toConfig(values: Values, env: Environment): Config {
  const orUndefined = (value: string) => (value === "" ? undefined : value);
  const election = {
    namespace: orUndefined(values["lease-namespace"]) ?? env["POD_NAMESPACE"] ?? ownNamespace() ?? "default",
    name: values["lease-name"],
    leaseMs: values["lease-duration"],
    renewMs: values["renew-deadline"],
    retryMs: values["retry-period"],
  };
  const identity = orUndefined(values.identity) ?? processIdentity(env["POD_NAME"] ?? hostname());
  return {
    kubeconfig: orUndefined(values.kubeconfig),
    context: orUndefined(values.context),
    bind: values["bind-address"],
    systemNamespaces: values["system-namespaces"],
    labelNamespaces: values["label-namespaces"],
    reports: values.reports,
    election: values["leader-elect"] ? election : undefined,
    identity,
    logLevel: values["log-level"],
    tracing: readTracing(env, identity),
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
