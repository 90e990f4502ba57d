import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "../tools/control-plane/api.ts";
import { sumOf } from "../tools/operator/exposition.ts";
import type { OperatorProcess } from "../tools/operator/process.ts";
import { SCOPE } from "./cluster.ts";
import { samplesOf } from "./cold.ts";

/** An edit of the scope, after which everything is assessed again: ms from the API server's acceptance until a scrape shows it. */
export interface ScopeEdit {
  readonly shown: number;
  /** Of that, the turns of the operator (isms_evaluation_duration_seconds), in ms. */
  readonly turns: number;
}

const LOST_MS = 60_000;
const SCRAPE_EVERY_MS = 20;
/** Writes of the last edit should not count for the next one. */
const PAUSE_MS = 3000;

interface Seen {
  readonly statements: number;
  readonly turnSeconds: number;
}

const seenBy = async (operator: OperatorProcess): Promise<Seen> => {
  const samples = await samplesOf(operator);
  return {
    statements: sumOf(samples, "isms_scope_statements", { scope: SCOPE }) ?? 0,
    turnSeconds: sumOf(samples, "isms_evaluation_duration_seconds_sum") ?? 0,
  };
};

/** Adds an entry to the statement and takes it away again, so many times in all. */
export async function measureScopeEdits(api: Api, operator: OperatorProcess, edits: number): Promise<ScopeEdit[]> {
  const results: ScopeEdit[] = [];
  for (let edit = 0; edit < edits; edit++) {
    await sleep(PAUSE_MS);
    results.push(await oneEdit(api, operator, edit % 2 === 0));
  }
  return results;
}

async function oneEdit(api: Api, operator: OperatorProcess, add: boolean): Promise<ScopeEdit> {
  const exclusions = add ? [{ name: "Edit", justification: "To be measured." }] : [];
  const before = await seenBy(operator);
  await api.must("PATCH", `/apis/isms-scope.io/v1alpha1/ismsscopes/${SCOPE}`, { spec: { exclusions } });
  const acceptedAt = performance.now();
  for (;;) {
    const now = await seenBy(operator);
    const shown = performance.now() - acceptedAt;
    if (now.statements !== before.statements) return { shown, turns: (now.turnSeconds - before.turnSeconds) * 1000 };
    if (shown > LOST_MS) throw new Error("an edit of the scope was not seen in the metrics within a minute");
    await sleep(SCRAPE_EVERY_MS);
  }
}
