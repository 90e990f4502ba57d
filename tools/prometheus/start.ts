/** Starts a real Prometheus and a real Alertmanager on loopback: the file to read first. */
import { freePorts } from "../control-plane/ports.ts";
import { alertmanagerConfig, prometheusConfig, type Target } from "./config.ts";
import type { PrometheusBinaries } from "./find.ts";
import { QueryClient } from "./query.ts";
import { runChecker, startServer, writeFiles, type Server } from "./server.ts";

/** What Prometheus is to scrape, evaluate and tell. */
export interface PrometheusOptions {
  readonly binaries: PrometheusBinaries;
  readonly targets: readonly Target[];
  /** Between two scrapes and between two evaluations; default `1s`. */
  readonly interval?: string;
  /** A rule file, as text or as a value. */
  readonly rules?: string | object;
  /** Base addresses of Alertmanagers. */
  readonly alertmanagers?: readonly string[];
  /** A free one by default. */
  readonly port?: number;
}

/** A Prometheus that runs. */
export interface Prometheus extends Server {
  readonly query: QueryClient;
  /** Scrapes these from now on. Alerts that fire go on firing as long as their series last. */
  retarget(targets: readonly Target[]): Promise<void>;
}

/** An alert that fires before Alertmanager is known is told again after this, not after a minute. */
const RESEND = "5s";
const NO_RULES = { groups: [] };

/** Starts Prometheus once promtool finds nothing wrong with its files; resolves when it is ready, which is before the first scrape. */
export async function startPrometheus(options: PrometheusOptions): Promise<Prometheus> {
  const { binaries, interval = "1s", rules = NO_RULES, alertmanagers = [] } = options;
  const config = (targets: readonly Target[]) =>
    prometheusConfig({ targets, interval, ruleFiles: ["rules.yml"], alertmanagers: alertmanagers.map((url) => new URL(url).host) });
  const server = await startServer({
    name: "prometheus",
    command: binaries.path("prometheus"),
    port: options.port ?? (await freePort()),
    files: { "prometheus.yml": config(options.targets), "rules.yml": rules },
    check: (folder) => runChecker(binaries.path("promtool"), ["check", "config", "prometheus.yml"], folder),
    args: ["--config.file=prometheus.yml", "--storage.tsdb.path=data", "--web.enable-lifecycle", `--rules.alert.resend-delay=${RESEND}`],
  });
  return {
    ...server,
    query: new QueryClient(server.url),
    retarget: async (targets) => {
      writeFiles(server.folder, { "prometheus.yml": config(targets) });
      await server.reload();
    },
  };
}

/** Whom Alertmanager tells, and how soon. */
export interface AlertmanagerOptions {
  readonly binaries: PrometheusBinaries;
  readonly webhooks?: readonly string[];
  /** Default: at once. */
  readonly groupWait?: string;
  /** Default `1s`. */
  readonly groupInterval?: string;
  /** A free one by default. */
  readonly port?: number;
}

/** Starts Alertmanager once amtool finds nothing wrong with its file; resolves when it is ready. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<Server> {
  const { binaries, webhooks = [], groupWait = "0s", groupInterval = "1s" } = options;
  return startServer({
    name: "alertmanager",
    command: binaries.path("alertmanager"),
    port: options.port ?? (await freePort()),
    files: { "alertmanager.yml": alertmanagerConfig({ webhooks, groupWait, groupInterval }) },
    check: (folder) => runChecker(binaries.path("amtool"), ["check-config", "alertmanager.yml"], folder),
    // Alone: without an address to listen on it looks for no peers.
    args: ["--config.file=alertmanager.yml", "--storage.path=data", "--cluster.listen-address="],
  });
}

async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}
