import { setTimeout as sleep } from "node:timers/promises";
import type { Sample } from "../tools/operator/exposition.ts";
import type { OperatorProcess } from "../tools/operator/process.ts";
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

/** Something in each of some namespaces that can be made to fail a check there, and to pass it again. */
export interface Probe {
  readonly check: string;
  readonly namespaces: readonly string[];
  change(namespace: string, wrong: boolean): Promise<unknown>;
}

export interface ChangeOptions {
  readonly operator: OperatorProcess;
  readonly probe: Probe;
  readonly perSecond: number;
  readonly seconds: number;
}

/** When a change was accepted, and whether it made the check fail. */
interface Pending {
  readonly acceptedAt: number;
  readonly wrong: boolean;
}

const LOST_MS = 30_000;
/** A scrape costs both sides CPU time: scraping without a pause would measure the scraping. */
const SCRAPE_EVERY_MS = 20;
const OWN = "isms_change_to_verdict_seconds_bucket";
const linesOf = (check: string): RegExp =>
  new RegExp(`^isms_scope_findings\\{scope="bench",namespace="([^"]+)",check="${check}",[^}]*\\} (\\d+)$`, "gm");

/** Namespaces in which the check fails now. */
const failing = (text: string, lines: RegExp): Set<string> => {
  const found = new Set<string>();
  for (const [, namespace = "", value] of text.matchAll(lines)) if (value !== "0") found.add(namespace);
  return found;
};

/** Makes so many changes a second, each in a namespace of its own, for so long; measures until /metrics shows each one. */
export async function measureChanges({ operator, probe, perSecond, seconds }: ChangeOptions): Promise<ChangeLatency> {
  const { namespaces } = probe;
  const before = await samplesOf(operator);
  const pending = new Map<string, Pending>();
  const done = new AbortController();
  const watching = watch(operator, linesOf(probe.check), pending, done.signal);
  for (let index = 0; index < perSecond * seconds; index++) {
    const namespace = namespaces[index % namespaces.length];
    if (namespace === undefined) throw new Error("nothing to change");
    const wrong = Math.floor(index / namespaces.length) % 2 === 0;
    await Promise.all([change(probe, namespace, wrong, pending), sleep(1000 / perSecond)]);
  }
  done.abort();
  const latencies = await watching;
  const after = await samplesOf(operator);
  return { ...summary(latencies), own: { p50: quantile(before, after, 0.5), p99: quantile(before, after, 0.99) } };
}

async function change(probe: Probe, namespace: string, wrong: boolean, pending: Map<string, Pending>): Promise<void> {
  // One that is not seen yet would be overtaken by this one.
  while (pending.has(namespace)) await sleep(5);
  await probe.change(namespace, wrong);
  pending.set(namespace, { acceptedAt: performance.now(), wrong });
}

/** Scrapes until all changes are made and seen; returns how long each took. */
async function watch(operator: OperatorProcess, lines: RegExp, pending: Map<string, Pending>, done: AbortSignal): Promise<number[]> {
  const latencies: number[] = [];
  while (!done.aborted || pending.size > 0) {
    const seen = failing((await operator.get("/metrics")).text, lines);
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
