import { setTimeout as sleep } from "node:timers/promises";
import type { OperatorProcess } from "../operator/process.ts";
import { readingOf, samplesOf, type Reading } from "./readings.ts";

/** A live table in the manner of `kubectl get -w`: a row whenever the answer changes. */

const COLUMNS = ["TIME", "SCOPE", "SCORE", "IN-SCOPE", "UNDECLARED", "FINDINGS", "UNKNOWN", "EXEMPT"];
const WIDTHS = [14, 13, 8, 10, 12, 10, 9, 6];

const row = (cells: readonly (string | number)[]): string =>
  `  ${cells.map((cell, index) => String(cell).padEnd(WIDTHS[index] ?? 0)).join("")}`;

const clock = (): string => new Date().toISOString().slice(11, 23);

export interface LiveTable {
  /** Prints a row if the answer differs from the last one printed. */
  refresh(): Promise<void>;
  /** Prints rows as they change, until the signal aborts or the operator ends. */
  follow(signal: AbortSignal): Promise<void>;
}

export function liveTable(operator: OperatorProcess, scope: string, print: (line: string) => void): LiveTable {
  let shown = "";
  print(row(COLUMNS));
  const refresh = async (): Promise<void> => {
    const reading = readingOf(await samplesOf(operator), scope);
    if (!reading) return;
    const cells = cellsOf(scope, reading);
    if (cells.join("|") === shown) return;
    shown = cells.join("|");
    print(row([clock(), ...cells]));
  };
  return {
    refresh,
    async follow(signal) {
      while (!signal.aborted) {
        await refresh().catch(() => undefined);
        await sleep(200, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

const cellsOf = (scope: string, { score, inScope, undeclared, findings, unknown, exempt }: Reading) => [
  scope,
  score,
  inScope,
  undeclared,
  findings,
  unknown,
  exempt,
];
