import { cpus, totalmem } from "node:os";
import type { ChangeLatency } from "./changes.ts";
import type { Size } from "./cluster.ts";
import type { Cold } from "./cold.ts";
import type { RawRead } from "./raw-read.ts";
import type { Rest } from "./rest.ts";
import type { ScopeEdit } from "./scope-edits.ts";

export interface Results {
  readonly size: Size;
  readonly raw: readonly RawRead[];
  readonly cold: readonly Cold[];
  readonly rest: Rest;
  readonly changesPerSecond: number;
  readonly changes: Readonly<Record<"pod" | "policy" | "binding", ChangeLatency>>;
  readonly edits: readonly ScopeEdit[];
  /** MiB, after all of it. */
  readonly memory: { readonly now: number; readonly peak: number };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const ms = (value: number): string => `${value.toFixed(0)} ms`;

const latency = ({ changes, p50, p99, max }: ChangeLatency): string =>
  `p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)} (${changes} changes)`;

const own = (change: ChangeLatency): string => `p50 ≤ ${ms(change.own.p50)}, p99 ≤ ${ms(change.own.p99)}`;

const editRows = (edits: readonly ScopeEdit[]): Readonly<Record<string, string>> => {
  const shown = edits.map((edit) => edit.shown);
  return {
    "edit of the scope, all assessed again, to metric": `median ${ms(median(shown))}, max ${ms(Math.max(...shown))} (${edits.length} edits)`,
    "of that, turns of the operator": `median ${ms(median(edits.map(({ turns }) => turns)))}`,
  };
};

const changeRows = ({ changes, changesPerSecond }: Results): Readonly<Record<string, string>> => ({
  [`change of a pod to metric at ${changesPerSecond}/s`]: latency(changes.pod),
  "of that, watch event to verdict": own(changes.pod),
  [`change of a network policy to metric at ${changesPerSecond}/s`]: latency(changes.policy),
  "of that, event of the policy to verdict": own(changes.policy),
  [`change of a role binding to metric at ${changesPerSecond}/s`]: latency(changes.binding),
  "of that, event of the binding to verdict": own(changes.binding),
});

/** The table of bench/README.md, with the machine it was made on. */
export function report(results: Results): string {
  const { size, raw, cold, rest, edits, memory } = results;
  const rawSeconds = median(raw.map(({ seconds }) => seconds));
  const coldSeconds = median(cold.map(({ seconds }) => seconds));
  const rows = {
    "raw read of the same lists": `${rawSeconds.toFixed(2)} s, ${((raw[0]?.bytes ?? 0) / 2 ** 20).toFixed(0)} MiB`,
    "cold start to complete verdict": `${coldSeconds.toFixed(2)} s = ${(coldSeconds / rawSeconds).toFixed(2)} × the raw read`,
    "peak RSS of the cold start": `${median(cold.map(({ peak }) => peak)).toFixed(0)} MiB`,
    ...changeRows(results),
    ...editRows(edits),
    "RSS after all those changes": `${memory.now.toFixed(0)} MiB, peak ${memory.peak.toFixed(0)} MiB`,
    "CPU at rest": `${rest.cpuPercent.toFixed(2)} % of one core`,
    "requests at rest": `${rest.requestsPerMinute.toFixed(1)} per minute, ${rest.leaseWritesPerMinute.toFixed(1)} of them renew the Lease`,
    "other writes at rest": String(rest.otherWrites),
  };
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`;
  const { namespaces, pods, services, policies, bindings } = size;
  const cluster = `${pods} pods, ${services} services, ${policies} network policies, ${bindings} role bindings in ${namespaces} namespaces`;
  const head = `${cluster}; ${machine}; medians of ${cold.length} runs`;
  return [head, "", "| what | figure |", "|---|---|", ...Object.entries(rows).map(([what, figure]) => `| ${what} | ${figure} |`)].join(
    "\n",
  );
}
