/** A real Prometheus and Alertmanager that watch a suite's operators, and a webhook that is told. */
import { afterAll, beforeAll } from "vitest";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import type { Target } from "../../tools/prometheus/config.ts";
import { findPrometheus, type PrometheusBinaries } from "../../tools/prometheus/find.ts";
import type { QueryClient } from "../../tools/prometheus/query.ts";
import { startReceiver, type NotifiedAlert, type Receiver } from "../../tools/prometheus/receiver.ts";
import { startAlertmanager, startPrometheus, type Prometheus } from "../../tools/prometheus/start.ts";
import { PATIENCE } from "../e2e/readings.ts";
import { eventually } from "../harness/eventually.ts";

/** What a suite sees of them. */
export interface Watch {
  readonly binaries: PrometheusBinaries;
  readonly query: QueryClient;
  /** Everything that the webhook was told, in its order. */
  readonly told: readonly NotifiedAlert[];
  /** Scrapes these operators from now on, by the names of their pods; resolves when Prometheus says that all answer. */
  scrape(operators: Readonly<Record<string, OperatorProcess>>): Promise<void>;
  /** Resolves when every rule has been evaluated after this moment, twice: what was scraped until now has then been seen. */
  evaluated(): Promise<void>;
  /** Waits for a word about an alert with these labels, among all but the first `since` that the webhook was told. */
  hear(status: NotifiedAlert["status"], labels: Readonly<Record<string, string>>, since?: number): Promise<NotifiedAlert>;
}

/** Call it while the file is collected: all three are there from the first hook of the suite to its last. `labels` go to every target. */
export function useWatch(rules: object, labels: Readonly<Record<string, string>> = {}): Watch {
  const live: { binaries?: PrometheusBinaries; receiver?: Receiver; prometheus?: Prometheus } = {};
  const stops: (() => Promise<void>)[] = [];
  const there = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error("nobody watches yet");
    return part;
  };
  beforeAll(async () => {
    const binaries = (live.binaries = await findPrometheus());
    const receiver = (live.receiver = await startReceiver());
    stops.push(receiver.stop);
    const alertmanager = await startAlertmanager({ binaries, webhooks: [receiver.url] });
    stops.push(alertmanager.stop);
    live.prometheus = await startPrometheus({ binaries, targets: [], rules, alertmanagers: [alertmanager.url] });
    stops.push(live.prometheus.stop);
  });
  afterAll(async () => {
    for (const stop of stops.toReversed()) await stop();
  });
  const query = () => there(live.prometheus).query;
  return {
    get binaries() {
      return there(live.binaries);
    },
    get query() {
      return query();
    },
    get told() {
      return there(live.receiver).alerts;
    },
    scrape: async (operators) => {
      const targets = Object.entries(operators).map(([pod, { url }]) => targetOf(pod, new URL(url).host, labels));
      await there(live.prometheus).retarget(targets);
      await eventually(async () => {
        const found = await query().targets();
        return found.length === targets.length && targets.every(({ address }) => isUp(found, address));
      }, PATIENCE);
    },
    evaluated: () => evaluatedTwice(query()),
    hear: (status, labels, since = 0) =>
      eventually(
        () =>
          there(live.receiver)
            .alerts.slice(since)
            .find((alert) => fits(alert, status, labels)),
        PATIENCE,
      ),
  };
}

/** The labels that a ServiceMonitor would give it. */
const targetOf = (pod: string, address: string, labels: Readonly<Record<string, string>>): Target => ({
  address,
  labels: { ...labels, namespace: "isms-scope-system", pod, container: "operator", endpoint: "metrics", service: "isms-scope-operator" },
});

const fits = (alert: NotifiedAlert, status: NotifiedAlert["status"], labels: Readonly<Record<string, string>>): boolean =>
  alert.status === status && Object.entries(labels).every(([name, value]) => alert.labels[name] === value);

const isUp = (targets: Awaited<ReturnType<QueryClient["targets"]>>, address: string): boolean =>
  targets.some(({ labels, health }) => labels["instance"] === address && health === "up");

async function evaluatedTwice(query: QueryClient): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    const since = Date.now();
    await eventually(async () => (await query.rules()).every(({ lastEvaluation }) => Date.parse(lastEvaluation) > since), PATIENCE);
  }
}
