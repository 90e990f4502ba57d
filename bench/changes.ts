import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "../tools/control-plane/api.ts";
import type { Sample } from "../tools/operator/exposition.ts";
import type { OperatorProcess } from "../tools/operator/process.ts";
import { onePodPerNamespace } from "./cluster.ts";
import { samplesOf } from "./cold.ts";

/** From a change in the cluster to the metric that shows it, as a scraper sees it. In ms, from the API server's acceptance. */
export interface ChangeLatency {
  readonly changes: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Of that, inside the operator: from the arrival of the watch event to the published verdict (upper bounds of buckets). */
  readonly own: { readonly p50: number; readonly p99: number };
}

export interface ChangeOptions {
  readonly api: Api;
  readonly operator: OperatorProcess;
  readonly perSecond: number;
  readonly seconds: number;
}

interface Pod {
  readonly namespace: string;
  readonly name: string;
}

/** When a change was accepted, and whether it made the workload fail. */
interface Pending {
  readonly acceptedAt: number;
  readonly wrong: boolean;
}

const LOST_MS = 30_000;
/** A scrape costs both sides CPU time: scraping without a pause would measure the scraping. */
const SCRAPE_EVERY_MS = 20;
const OWN = "isms_change_to_verdict_seconds_bucket";
const LINE = /^isms_scope_findings\{scope="bench",namespace="([^"]+)",check="data-classification",[^}]*\} (\d+)$/gm;

/** Namespaces in which data-classification fails now. */
const failing = (text: string): Set<string> => {
  const found = new Set<string>();
  for (const [, namespace = "", value] of text.matchAll(LINE)) if (value !== "0") found.add(namespace);
  return found;
};

/** Changes so many pods a second, each in a namespace of its own, for so long; measures until /metrics shows each one. */
export async function measureChanges({ api, operator, perSecond, seconds }: ChangeOptions): Promise<ChangeLatency> {
  const pods = await onePodPerNamespace(api, perSecond * 5);
  const before = await samplesOf(operator);
  const pending = new Map<string, Pending>();
  const done = new AbortController();
  const watching = watch(operator, pending, done.signal);
  for (let index = 0; index < perSecond * seconds; index++) {
    const pod = pods[index % pods.length];
    if (!pod) throw new Error("no pod to change");
    const wrong = Math.floor(index / pods.length) % 2 === 0;
    await Promise.all([change(api, pod, wrong, pending), sleep(1000 / perSecond)]);
  }
  done.abort();
  const latencies = await watching;
  const after = await samplesOf(operator);
  return { ...summary(latencies), own: { p50: quantile(before, after, 0.5), p99: quantile(before, after, 0.99) } };
}

/** Makes the class of a pod wrong, or right again. */
async function change(api: Api, { namespace, name }: Pod, wrong: boolean, pending: Map<string, Pending>): Promise<void> {
  // One that is not seen yet would be overtaken by this one.
  while (pending.has(namespace)) await sleep(5);
  const annotations = { "isms-scope.io/data-classification": wrong ? "Nonsense" : "Internal" };
  await api.must("PATCH", `/api/v1/namespaces/${namespace}/pods/${name}`, { metadata: { annotations } });
  pending.set(namespace, { acceptedAt: performance.now(), wrong });
}

/** Scrapes until all changes are made and seen; returns how long each took. */
async function watch(operator: OperatorProcess, pending: Map<string, Pending>, done: AbortSignal): Promise<number[]> {
  const latencies: number[] = [];
  while (!done.aborted || pending.size > 0) {
    const seen = failing((await operator.get("/metrics")).text);
    const now = performance.now();
    for (const [namespace, { acceptedAt, wrong }] of pending) {
      if (seen.has(namespace) === wrong) {
        latencies.push(now - acceptedAt);
        pending.delete(namespace);
      } else if (now - acceptedAt > LOST_MS) {
        throw new Error(`a change in ${namespace} was not seen in the metrics within 30 s`);
      }
    }
    await sleep(SCRAPE_EVERY_MS);
  }
  return latencies;
}

/** Upper bound in ms of the bucket in which the quantile of what was observed in between lies. */
function quantile(before: readonly Sample[], after: readonly Sample[], share: number): number {
  const counts = (samples: readonly Sample[]) =>
    new Map(samples.filter(({ name }) => name === OWN).map(({ labels, value }) => [labels["le"], value]));
  const [old, now] = [counts(before), counts(after)];
  const wanted = ((now.get("+Inf") ?? 0) - (old.get("+Inf") ?? 0)) * share;
  for (const [bound, count] of now) if (count - (old.get(bound) ?? 0) >= wanted) return Number(bound) * 1000;
  return Number.NaN;
}

function summary(latencies: readonly number[]): Omit<ChangeLatency, "own"> {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { changes: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
}
