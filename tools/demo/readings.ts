import { setTimeout as sleep } from "node:timers/promises";
import { parseExposition, sumOf, type Sample } from "../operator/exposition.ts";
import type { OperatorProcess } from "../operator/process.ts";

/** What the table shows, read from /metrics. */
export interface Reading {
  readonly score: string;
  readonly inScope: number;
  readonly undeclared: number;
  readonly findings: number;
  readonly unknown: number;
  readonly exempt: number;
}

export const samplesOf = async (operator: OperatorProcess): Promise<Sample[]> => parseExposition((await operator.get("/metrics")).text);

/** The state of one scope, or undefined while the operator has none. */
export function readingOf(samples: readonly Sample[], scope: string): Reading | undefined {
  const results = (verdict: string) => sumOf(samples, "isms_scope_results", { scope, verdict }) ?? 0;
  const ratio = sumOf(samples, "isms_scope_compliance_ratio", { scope });
  if (sumOf(samples, "isms_scope_info", { scope }) === undefined) return undefined;
  return {
    score: ratio === undefined ? "–" : (ratio * 100).toFixed(1),
    inScope: sumOf(samples, "isms_scope_namespaces", { scope, state: "in_scope" }) ?? 0,
    undeclared: sumOf(samples, "isms_undeclared_namespaces") ?? 0,
    findings: results("fail"),
    unknown: results("unknown"),
    exempt: results("exempt"),
  };
}

/** Scrapes until the condition holds; returns the milliseconds since `began`. Throws a sentence after the deadline. */
export async function untilMetrics(
  operator: OperatorProcess,
  what: string,
  holds: (samples: readonly Sample[]) => boolean,
  began = performance.now(),
): Promise<number> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    if (holds(await samplesOf(operator))) return performance.now() - began;
    await sleep(5);
  }
  throw new Error(`waited 30 s, and the metrics do not say that ${what}`);
}
