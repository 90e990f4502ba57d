import { setTimeout as sleep } from "node:timers/promises";
import type { OperatorProcess } from "../operator/process.ts";
import { readingsOf, samplesOf, type Reading } from "./readings.ts";

/** A live table in the manner of `kubectl get -w`: a row whenever the answer for a scope changes. */

const COLUMNS = ["TIME", "SCOPE", "SCORE", "IN-SCOPE", "UNDECLARED", "FINDINGS", "UNKNOWN", "EXEMPT"];
const WIDTHS = [15, 19, 8, 11, 13, 11, 10, 0];

const row = (cells: readonly (string | number)[]): string =>
  `  ${cells.map((cell, index) => `${String(cell).padEnd((WIDTHS[index] ?? 0) - 1)} `).join("")}`.trimEnd();

/** Wall clock, local, to the millisecond. */
const clock = (): string => {
  const now = new Date();
  return `${now.toTimeString().slice(0, 8)}.${String(now.getMilliseconds()).padStart(3, "0")}`;
};

export interface LiveTable {
  /** Prints a row for each scope whose answer differs from the last one printed. */
  refresh(): Promise<void>;
  /** Prints rows as they change, until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>;
}

/** Prints the heading; rows come with `refresh` and `follow`. */
export function liveTable(operator: Pick<OperatorProcess, "get">, print: (line: string) => void): LiveTable {
  const shown = new Map<string, string>();
  print(row(COLUMNS));
  const show = (scope: string, cells: readonly (string | number)[]): void => {
    const answer = cells.join("|");
    if (answer !== shown.get(scope)) print(row([clock(), scope, ...cells]));
    shown.set(scope, answer);
  };
  const refresh = async (): Promise<void> => {
    const readings = readingsOf(await samplesOf(operator));
    for (const [scope, reading] of readings) show(scope, cellsOf(reading));
    for (const scope of shown.keys()) if (!readings.has(scope)) show(scope, ["is gone"]);
  };
  return {
    refresh,
    async follow(signal) {
      while (!signal.aborted) {
        await refresh().catch(() => undefined); // an operator that has just ended is told by who waits for its end
        await sleep(200, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

const cellsOf = ({ score, inScope, undeclared, findings, unknown, exempt }: Reading): (string | number)[] => [
  score ?? "–",
  inScope,
  undeclared,
  findings,
  unknown,
  exempt,
];
