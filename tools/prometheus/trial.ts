/** A Prometheus and an Alertmanager to try alerts with: they watch one operator, and each alert is printed as it fires and as it ends. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALERT_GROUPS, hastened, ruleFile } from "../../src/monitoring/alerts.ts";
import type { Duration } from "../../src/monitoring/rule.ts";
import { freePorts, isFree } from "../control-plane/ports.ts";
import { findPrometheus, type PrometheusBinaries } from "./find.ts";
import { startReceiver, type NotifiedAlert } from "./receiver.ts";
import { startAlertmanager, startPrometheus } from "./start.ts";

/** What the reader may choose. */
export interface TrialOptions {
  /** Base address of the operator. */
  readonly target: URL;
  /** How long each alert waits before it fires, instead of its own time; undefined: its own. */
  readonly haste: Duration | undefined;
}

const RULES = join(import.meta.dirname, "..", "..", "k8s", "prometheus", "alerts.yaml");
const INTERVAL = "5s";
const PORTS = { prometheus: 9090, alertmanager: 9093 } as const;

/** Reads TARGET and HASTE; throws a sentence when one cannot be used. */
export function readOptions(env: Readonly<Record<string, string | undefined>>): TrialOptions {
  const { TARGET: target = "", HASTE: haste = "" } = env;
  const url = URL.parse(target === "" ? "http://127.0.0.1:8080" : target);
  if (url === null || url.protocol !== "http:" || url.pathname !== "/") {
    throw new Error(`TARGET must be the address of an operator such as http://127.0.0.1:8080, not ${target}`);
  }
  if (haste !== "" && !/^\d+[smhd]$/.test(haste)) throw new Error(`HASTE must be a time such as 0s, 30s or 5m, not ${haste}`);
  return { target: url, haste: haste === "" ? undefined : (haste as Duration) };
}

/** Starts all and prints where it is; returns what ends it. */
export async function startTrial({ target, haste }: TrialOptions, print: (line: string) => void): Promise<() => Promise<void>> {
  const binaries = await findPrometheus();
  // What has been started ends when something after it does not start: a receiver that goes on would keep this process for ever.
  await using started = new AsyncDisposableStack();
  const receiver = started.adopt(await startReceiver((alert) => print(lineOf(alert))), end);
  const webhooks = [receiver.url];
  const alertmanager = started.adopt(await startAlertmanager({ binaries, webhooks, port: await portOr(PORTS.alertmanager) }), end);
  const rules = haste === undefined ? readFileSync(RULES, "utf8") : ruleFile(hastened(ALERT_GROUPS, haste));
  const options = {
    binaries,
    targets: [{ address: target.port === "" ? `${target.hostname}:80` : target.host }],
    interval: INTERVAL,
    rules,
    alertmanagers: [alertmanager.url],
    port: await portOr(PORTS.prometheus),
  };
  const prometheus = started.adopt(await startPrometheus(options), end);
  for (const line of howToLook(binaries, { target, haste, prometheus: prometheus.url, alertmanager: alertmanager.url })) print(line);
  if (!(await answers(target))) print(`Nothing answers at ${target.origin} yet; it is scraped as soon as it does.\n`);
  const all = started.move();
  return () => all.disposeAsync();
}

const end = (started: { stop(): Promise<void> }): Promise<void> => started.stop();

/** One alert as one line: what, about what, and the sentence. */
function lineOf({ status, labels, annotations }: NotifiedAlert): string {
  const { alertname = "", severity = "", ...about } = labels;
  const where = Object.entries(about).map(([label, value]) => `${label}=${value}`);
  return [new Date().toISOString().slice(11, 19), status.padEnd(8), severity.padEnd(8), alertname, ...where, `: ${annotations["summary"]}`]
    .join(" ")
    .replace(" : ", ": ");
}

const portOr = async (preferred: number): Promise<number> => ((await isFree(preferred)) ? preferred : ((await freePorts(1))[0] as number));

const answers = (target: URL): Promise<boolean> =>
  fetch(new URL("/metrics", target), { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );

interface Running extends TrialOptions {
  readonly prometheus: string;
  readonly alertmanager: string;
}

function howToLook(binaries: PrometheusBinaries, { target, haste, prometheus, alertmanager }: Running): string[] {
  const waits = haste === undefined ? "alerts wait as long as in earnest; HASTE=0s lets them fire at once" : `alerts wait ${haste}`;
  return [
    `Prometheus    ${prometheus}  scrapes ${target.origin}/metrics every ${INTERVAL}; ${waits}`,
    `Alertmanager  ${alertmanager}`,
    "",
    "Look around from another terminal:",
    "",
    `  ${binaries.path("promtool")} query instant ${prometheus} 'isms_scope_findings > 0'`,
    `  ${binaries.path("promtool")} query instant ${prometheus} ALERTS`,
    `  ${binaries.path("amtool")} alert query --alertmanager.url=${alertmanager}`,
    "",
    "Ctrl-C ends both. Until then each alert shows here as it fires, and as it is resolved:",
    "",
  ];
}
