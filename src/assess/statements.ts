import { CONTROLS } from "../api/controls.ts";
import type { Basis } from "./basis.ts";
import { timedReviews } from "../scope/reviews.ts";
import { membersOf, says, speaksOf, statementsOf, type Statement } from "../scope/statements.ts";
import type { StatementCounts, StatementResult } from "./assessment.ts";
import {
  checksById,
  combined,
  decidedBy,
  DOCUMENTARY,
  evidenceAbout,
  evidenceByEntry,
  evidenceOf,
  UNOBSERVED,
  type Decision,
  type Verdicts,
} from "./evidence.ts";
import type { Gathered } from "./gather.ts";
import { entryKey } from "./sheet.ts";

/**
 * What became of each statement of the document.
 *
 * Of a statement something can be observed when it binds something (`BINDINGS`), when a row of `DECIDED` says so, or when the scope
 * ties it to checks (`rules.evidence`). A failure about it violates it, also an exempt one; a pass verifies it where nothing that could
 * have contradicted it is unknown; without a verdict, because no check reached one, it is unobserved. All others are documentary.
 */

/** Fields by which an entry is tied to something that can be observed. */
const BINDINGS = [
  "namespaces",
  "workloads",
  "hosts",
  "cidrs",
  "regions",
  "accounts",
  "registries",
  "subjects",
  "observe",
  "query",
  "expires",
] as const;

const binds = ({ value }: Statement): boolean => {
  const members = membersOf(value);
  return BINDINGS.some((field) => says(members[field]));
};

type Decide = (statement: Statement, verdicts: Verdicts) => Decision;

/** Checks that name entries of a list in their verdicts. One that is unknown anywhere might have named any of them. */
const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  informationAssets: ["classification-sufficient"],
  interfaces: ["egress-declared", "exposure-declared", "network-cross-boundary"],
  locations: ["location-declared"],
  personnel: ["access-declared"],
  suppliers: ["registry-declared"],
  technology: ["account-declared"],
};

const isUnknown = ({ gathered }: Verdicts, check: string): boolean =>
  [...gathered.checks].some(([id, { unknown }]) => id === check && unknown > 0);

/** Personnel is also counted: where nobody is named by subjects, access says nothing of it. */
const namersOf = ({ path, value }: Statement): readonly string[] => {
  if (path === "personnel" && !says(membersOf(value)["subjects"])) return [];
  return NAMED_BY[path] ?? [];
};

const aboutEntry =
  (entry: (statement: Statement) => string): Decide =>
  (statement, verdicts) => {
    const decision = decidedBy(evidenceAbout(verdicts, entry(statement)));
    const doubtful = decision.state === "verified" && namersOf(statement).some((check) => isUnknown(verdicts, check));
    return doubtful ? { ...decision, state: "unobserved" } : decision;
  };

/** Decided by verdicts about the entry; one that binds nothing, and of which none speaks, is documentary. */
const byVerdicts: Decide = (statement, verdicts) => {
  const decision = aboutEntry(({ path, name }) => entryKey(path, name))(statement, verdicts);
  return decision.evidence.length === 0 && !binds(statement) ? DOCUMENTARY : decision;
};

/** The name alone binds it: workloads and rules refer to the entry by it. */
const byName: Decide = aboutEntry(({ path, name }) => entryKey(path, name));

/** Decided by how many there are. Its name is told together with that of its platform. */
const byQuantity: Decide = (statement, verdicts) =>
  binds(statement) ? aboutEntry(({ within, name }) => entryKey("technology", `${within ?? ""}/${name}`))(statement, verdicts) : DOCUMENTARY;

/** Decided by whether one of its workloads runs in scope. */
const byRunning: Decide = (statement, { gathered }) => {
  if (!binds(statement)) return DOCUMENTARY;
  const { path, name, within } = statement;
  const key = entryKey(path, within === undefined ? name : `${within}/${name}`);
  return gathered.running.has(key) ? { state: "verified", evidence: [] } : UNOBSERVED;
};

/** Decided by checks of other subjects, all together. */
const byChecks =
  (...checks: readonly string[]): Decide =>
  (_statement, verdicts) =>
    decidedBy(evidenceOf(verdicts, checks));

/** Decided by a check of the whole statement: when that fails, by whether this part of it holds. */
const byPart =
  (check: "review-current" | "document-approved", holds: (statement: Statement, verdicts: Verdicts) => boolean): Decide =>
  (statement, verdicts) => {
    const tally = verdicts.own.tallies.get(check);
    if (tally === undefined) return UNOBSERVED;
    const decision = decidedBy([{ check, kind: "Scope", tally }]);
    if (decision.state !== "violated" || !holds(statement, verdicts)) return decision;
    return decidedBy([{ check, kind: "Scope", tally: { pass: 1, fail: 0, unknown: 0, exempt: 0 } }]);
  };

const reviewOf = (name: string | undefined, { scope }: Verdicts) => timedReviews(scope.spec.document).find((review) => review.name === name);

const isCurrent = (name: string | undefined, verdicts: Verdicts): boolean => verdicts.now <= (reviewOf(name, verdicts)?.dueAt ?? -Infinity);

const currentReview = byPart("review-current", ({ name }, verdicts) => isCurrent(name, verdicts));

const isApproval = ({ value }: Statement, { scope }: Verdicts): boolean => {
  const { name, date, digest } = membersOf(value);
  return name !== undefined && date !== undefined && digest === scope.digest;
};

/** A standard is served when some check that serves one of its controls reached a verdict, whichever. */
const byStandard: Decide = ({ name }, verdicts) => {
  const controls = new Set(CONTROLS.filter(({ framework }) => framework === name).map(({ id }) => id));
  const serving = [...verdicts.checks.values()].filter((check) => check.controls.some((id) => controls.has(id)));
  const evidence = evidenceOf(
    verdicts,
    serving.map(({ id }) => id),
  );
  const reached = evidence.some(({ tally: { pass, fail, exempt } }) => pass + fail + exempt > 0);
  return { state: reached ? "verified" : "unobserved", evidence };
};

/** Statements about which something is decided, by their path. Others are unobserved when they bind something. */
const DECIDED: Readonly<Record<string, Decide>> = {
  environments: byVerdicts,
  components: byVerdicts,
  exclusions: byVerdicts,
  interfaces: byVerdicts,
  suppliers: byVerdicts,
  technology: byVerdicts,
  "technology.services": byQuantity,
  personnel: byVerdicts,
  locations: byVerdicts,
  informationAssets: byName,
  objectives: byVerdicts,
  "monitoring.alerts": byName,
  "monitoring.pipeline": byChecks("logging-opt-out", "logging-sidecar"),
  prohibitedData: byChecks("prohibited-data"),
  products: byRunning,
  "products.capabilities": byRunning,
  processes: byRunning,
  "document.standards": byStandard,
  "document.nextReview": byPart("review-current", (_statement, verdicts) => isCurrent(undefined, verdicts)),
  "document.reviews": (statement, verdicts) => (reviewOf(statement.name, verdicts) ? currentReview(statement, verdicts) : DOCUMENTARY),
  "document.approvals": byPart("document-approved", isApproval),
  "document.approvalStatement": byPart("document-approved", () => false),
};

/** What the rows of `rules.evidence` that name the statement say of it; undefined when none does. */
const tied = (statement: Statement, verdicts: Verdicts): Decision | undefined => {
  const rows = verdicts.scope.spec.rules.evidence.filter((row) => speaksOf(row, statement));
  if (rows.length === 0) return undefined;
  return decidedBy(evidenceOf(verdicts, new Set(rows.flatMap(({ checks }) => checks))));
};

const decide = (statement: Statement, verdicts: Verdicts): Decision => {
  const decision = DECIDED[statement.path]?.(statement, verdicts) ?? (binds(statement) ? UNOBSERVED : DOCUMENTARY);
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
    const { path, name } = statement;
    return { path, name, ...decide(statement, verdicts) };
  });
};

/** Counts statements by state. */
export const countStatements = (results: readonly StatementResult[]): StatementCounts => {
  const counts = { verified: 0, violated: 0, unobserved: 0, documentary: 0 };
  for (const { state } of results) counts[state]++;
  return counts;
};
