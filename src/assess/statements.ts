import { speaksOf, statementsOf, type Statement } from "../scope/statements.ts";
import type { StatementCounts, StatementResult } from "./assessment.ts";
import type { Basis } from "./basis.ts";
import { binds, DECIDED, isPlanned } from "./deciders.ts";
import {
  checksById,
  combined,
  decidedByChecks,
  DOCUMENTARY,
  evidenceByEntry,
  UNOBSERVED,
  type Decision,
  type Verdicts,
} from "./evidence.ts";
import type { Gathered } from "./gather.ts";

/**
 * What became of each statement of the document.
 *
 * Of a statement something can be observed when it binds something (deciders.ts), when a row there says so, or when the scope
 * ties it to checks (`rules.evidence`). A failure about it violates it, also an exempt one; a pass verifies it where nothing that could
 * have contradicted it is unknown; without a verdict, because no check reached one, it is unobserved. All others are documentary.
 */

/** What the rows of `rules.evidence` that name the statement say of it; undefined when none does. */
const tied = (statement: Statement, verdicts: Verdicts): Decision | undefined => {
  const rows = verdicts.scope.spec.rules.evidence.filter((row) => speaksOf(row, statement));
  if (rows.length === 0) return undefined;
  return decidedByChecks(verdicts, [...new Set(rows.flatMap(({ checks }) => checks))]);
};

const byItself = (statement: Statement, verdicts: Verdicts): Decision => {
  const decision = DECIDED[statement.path]?.(statement, verdicts) ?? (binds(statement) ? UNOBSERVED : DOCUMENTARY);
  return decision.state === "documentary" && isPlanned(statement) ? UNOBSERVED : decision;
};

const decide = (statement: Statement, verdicts: Verdicts): Decision => {
  const decision = byItself(statement, verdicts);
  const byRows = tied(statement, verdicts);
  return byRows === undefined ? decision : combined(decision, byRows);
};

export interface StatementsInput extends Pick<Verdicts, "scope" | "own" | "now"> {
  /** Sums over all places and the statement. */
  readonly gathered: Pick<Gathered, "checks" | "evidence" | "running">;
  readonly table: Basis["checks"];
}

/** Every statement of a scope, in the order of the spec. */
export const statementResultsOf = ({ table, gathered, ...input }: StatementsInput): readonly StatementResult[] => {
  const verdicts: Verdicts = { ...input, gathered, byEntry: evidenceByEntry(gathered), checks: checksById(table) };
  return statementsOf(input.scope.spec).map((statement) => {
    const { path, name, within } = statement;
    return { path, name, ...(within !== undefined && { within }), ...decide(statement, verdicts) };
  });
};

/** Counts statements by state. */
export const countStatements = (results: readonly StatementResult[]): StatementCounts => {
  const counts = { verified: 0, violated: 0, unobserved: 0, documentary: 0 };
  for (const { state } of results) counts[state]++;
  return counts;
};
