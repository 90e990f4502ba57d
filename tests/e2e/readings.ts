/** What an operator and a cluster say of themselves. */
import { setTimeout as sleep } from "node:timers/promises";
import { REPORTING_CONTROLLER } from "../../src/api/names.ts";
import type { Api } from "../../tools/control-plane/api.ts";
import { parseExposition, sumOf, type Sample } from "../../tools/operator/exposition.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";

/** How long these suites wait for a thing that must happen: the machine may be busy, only its order is promised. */
export const PATIENCE = { timeout: 60_000, interval: 50 } as const;

/** All samples of the operator's /metrics. */
export const samplesOf = async (operator: Pick<OperatorProcess, "get">): Promise<Sample[]> =>
  parseExposition((await operator.get("/metrics")).text);

/** Sum of a metric; 0 while there is none. */
export const metric = async (
  operator: Pick<OperatorProcess, "get">,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> => sumOf(await samplesOf(operator), name, labels) ?? 0;

/** How many requests that change something it has sent. The lease, which it replaces by PUT, is not among them. */
export const writesOf = (samples: readonly Sample[]): number =>
  ["PATCH", "POST", "DELETE"].reduce((sum, method) => sum + (sumOf(samples, "rest_client_requests_total", { method }) ?? 0), 0);

/** Waits until the operator leads. */
export const leading = (operator: OperatorProcess): Promise<true> =>
  eventually(async () => (await metric(operator, "leader_election_master_status")) === 1, PATIENCE);

const QUIET_MS = 800;

/** Waits until the operator leads and has had nothing to assess or to write for a while; returns its samples. */
export async function quiet(operator: OperatorProcess): Promise<Sample[]> {
  await leading(operator);
  let last = "";
  let since = 0;
  return eventually(async () => {
    const samples = await samplesOf(operator);
    const busy = (sumOf(samples, "workqueue_depth") ?? 0) + (sumOf(samples, "controller_runtime_active_workers") ?? 0);
    const done = ["isms_evaluations_total", "workqueue_adds_total"].map((name) => sumOf(samples, name) ?? 0);
    const state = JSON.stringify([busy, done, writesOf(samples)]);
    if (state !== last || busy > 0) {
      [last, since] = [state, Date.now()];
      return undefined;
    }
    return Date.now() - since >= QUIET_MS ? samples : undefined;
  }, PATIENCE);
}

/** An Event as it is stored (events.k8s.io/v1). */
export interface StoredEvent {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly reportingController?: string;
  readonly regarding: { readonly kind: string; readonly name: string; readonly namespace?: string; readonly uid?: string };
  readonly type: string;
  readonly reason: string;
  readonly note: string;
}

/** The operator's events about objects, or in namespaces, whose name begins with the prefix. */
export async function eventsOf(api: Api, prefix = ""): Promise<StoredEvent[]> {
  const { items } = await api.must<{ readonly items: readonly StoredEvent[] }>("GET", "/apis/events.k8s.io/v1/events");
  return items.filter(
    ({ reportingController, regarding }) =>
      reportingController === REPORTING_CONTROLLER && (regarding.name.startsWith(prefix) || (regarding.namespace ?? "").startsWith(prefix)),
  );
}

/** What each event tells, for comparison: two that are equal are one transition told twice. */
export const told = ({ regarding, reason, note }: StoredEvent): string =>
  [regarding.kind, regarding.name, regarding.uid, reason, note].join(" | ");

/** Reads again and again, every `intervalMs`, until it is stopped; `stop` returns all that was read. */
export function sampling<T>(read: () => Promise<T>, intervalMs: number): { stop(): Promise<T[]> } {
  const values: T[] = [];
  const end = new AbortController();
  const running = (async () => {
    do {
      values.push(await read());
      await sleep(intervalMs);
    } while (!end.signal.aborted);
  })();
  return {
    stop: async () => {
      end.abort();
      await running;
      return values;
    },
  };
}

/** The log lines of the operator that are errors or warnings. */
export const complaints = ({ lines }: OperatorProcess): string[] => lines.filter((line) => /"level":"(error|warn)"/.test(line));
