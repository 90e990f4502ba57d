import { cpus, totalmem } from "node:os";
import type { ChangeLatency } from "./changes.ts";
import type { Size } from "./cluster.ts";
import type { Cold } from "./cold.ts";
import type { RawRead } from "./raw-read.ts";
import type { Rest } from "./rest.ts";

export interface Results {
  readonly size: Size;
  readonly raw: readonly RawRead[];
  readonly cold: readonly Cold[];
  readonly rest: Rest;
  readonly changesPerSecond: number;
  readonly changes: ChangeLatency;
  /** MiB, after all of it. */
  readonly memory: { readonly now: number; readonly peak: number };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** The table of bench/README.md, with the machine it was made on. */
export function report({ size, raw, cold, rest, changesPerSecond, changes, memory }: Results): string {
  const rawSeconds = median(raw.map(({ seconds }) => seconds));
  const coldSeconds = median(cold.map(({ seconds }) => seconds));
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  const rows = {
    "raw read of the same lists": `${rawSeconds.toFixed(2)} s, ${((raw[0]?.bytes ?? 0) / 2 ** 20).toFixed(0)} MiB`,
    "cold start to complete verdict": `${coldSeconds.toFixed(2)} s = ${(coldSeconds / rawSeconds).toFixed(2)} × the raw read`,
    "peak RSS of the cold start": `${median(cold.map(({ peak }) => peak)).toFixed(0)} MiB`,
    [`change to metric at ${changesPerSecond}/s`]: `p50 ${ms(changes.p50)}, p99 ${ms(changes.p99)}, max ${ms(changes.max)} (${changes.changes} changes)`,
    "of that, watch event to verdict": `p50 ≤ ${ms(changes.own.p50)}, p99 ≤ ${ms(changes.own.p99)}`,
    "RSS after those changes": `${memory.now.toFixed(0)} MiB, peak ${memory.peak.toFixed(0)} MiB`,
    "CPU at rest": `${rest.cpuPercent.toFixed(2)} % of one core`,
    "requests at rest": `${rest.requestsPerMinute.toFixed(1)} per minute, ${rest.leaseWritesPerMinute.toFixed(1)} of them renew the Lease`,
    "other writes at rest": String(rest.otherWrites),
  };
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? "CPU"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`;
  const head = `${size.pods} pods in ${size.namespaces} namespaces; ${machine}; medians of ${cold.length} runs`;
  return [head, "", "| what | figure |", "|---|---|", ...Object.entries(rows).map(([what, figure]) => `| ${what} | ${figure} |`)].join(
    "\n",
  );
}
