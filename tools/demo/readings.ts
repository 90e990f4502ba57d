import { score } from "../../src/outputs/status.ts";
import { parseExposition, sumOf, type Sample } from "../operator/exposition.ts";
import type { OperatorProcess } from "../operator/process.ts";

/** What the table shows of one scope, read from /metrics. */
export interface Reading {
  /** As the status writes it. */
  readonly score: string | undefined;
  readonly inScope: number;
  readonly undeclared: number;
  readonly findings: number;
  readonly unknown: number;
  readonly exempt: number;
}

export const samplesOf = async (operator: Pick<OperatorProcess, "get">): Promise<Sample[]> =>
  parseExposition((await operator.get("/metrics")).text);

/** The scopes that are evaluated, by name. */
export function readingsOf(samples: readonly Sample[]): ReadonlyMap<string, Reading> {
  const names = samples.filter(({ name }) => name === "isms_scope_info").map(({ labels }) => labels["scope"] ?? "");
  return new Map(names.toSorted().map((scope) => [scope, readingOf(samples, scope)]));
}

function readingOf(samples: readonly Sample[], scope: string): Reading {
  const results = (verdict: string) => sumOf(samples, "isms_scope_results", { scope, verdict }) ?? 0;
  const [pass, fail, unknown, exempt] = [results("pass"), results("fail"), results("unknown"), results("exempt")];
  return {
    score: score({ pass, fail, unknown, exempt }),
    inScope: sumOf(samples, "isms_scope_namespaces", { scope, state: "in_scope" }) ?? 0,
    undeclared: sumOf(samples, "isms_undeclared_namespaces") ?? 0,
    findings: fail,
    unknown,
    exempt,
  };
}
