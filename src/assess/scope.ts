import type { CompiledScope } from "../scope/compiled.ts";
import { EXPIRING_MS, exceptionDeadlines, type CompiledException } from "../scope/exceptions.ts";
import { timedReviews } from "../scope/reviews.ts";
import type { ExceptionState, Finding, NamespaceCounts, PlaceAssessment, ScopeSummary, ScopeVerdicts, Tally } from "./assessment.ts";
import { earliest } from "./deadline.ts";
import type { Basis } from "./basis.ts";
import { assessEntries } from "./entries.ts";
import { replaceFindings, worstFirst } from "./findings.ts";
import { addVerdicts, type Gathered } from "./gather.ts";
import type { Change, Places } from "./places.ts";
import { sameVerdicts } from "./same.ts";
import type { CheckError } from "./sheet.ts";
import { countStatements, statementResultsOf } from "./statements.ts";
import { emptyTally, sum } from "./tally.ts";

/** A scope over all its places and over its own statement. */

export interface SummaryInput {
  readonly scope: CompiledScope;
  readonly basis: Basis;
  /** What the namespaces and objects showed; the verdicts about the statement are added to it. */
  readonly gathered: Gathered;
  /** All of them, for a scope that has no previous summary. */
  readonly places: Places;
  readonly previous: ScopeSummary | undefined;
  /** The places whose assessment differs from that of the previous summary. */
  readonly changes: readonly Change[];
  /** True when every kind is synced, or declared unreadable. */
  readonly settled: boolean;
}

export interface SummaryResult {
  readonly summary: ScopeSummary;
  readonly errors: readonly CheckError[];
}

const NO_FINDINGS: readonly Finding[] = [];

const findingsIn = (assessment: PlaceAssessment | undefined, scope: string): readonly Finding[] =>
  assessment?.verdicts.get(scope)?.findings ?? NO_FINDINGS;

/** The previous findings in their order, with those replaced that may have changed. */
const foldFindings = ({ scope: { name }, places, previous, changes }: SummaryInput, own: ScopeVerdicts): readonly Finding[] => {
  if (previous === undefined) {
    const all = [...places.namespaces.values(), ...places.objects.values()];
    return worstFirst([...own.findings, ...all.flatMap((assessment) => findingsIn(assessment, name))]);
  }
  const removed = new Set(changes.flatMap(({ before }) => findingsIn(before, name)));
  const added = changes.flatMap(({ after }) => findingsIn(after, name));
  if (own === previous.own) return replaceFindings(previous.findings, removed, added);
  for (const finding of previous.own.findings) removed.add(finding);
  return replaceFindings(previous.findings, removed, [...added, ...own.findings]);
};

/** Required environments that bind namespaces and have none; nothing is missing while namespaces are not all seen. */
const missingEnvironments = ({ scope, basis, gathered }: SummaryInput): number =>
  basis.facts.coverage("Namespace").state !== "Synced"
    ? 0
    : scope.spec.environments.filter(
        ({ name, namespaces, presence }) => namespaces !== undefined && presence === "Required" && !gathered.namespacesOf.has(name),
      ).length;

const countNamespaces = (input: SummaryInput): NamespaceCounts => {
  const { namespacesOf, excluded, conflict, undeclared } = input.gathered;
  const inScope = [...namespacesOf.values()].reduce((total, namespaces) => total + namespaces.length, 0);
  return { inScope, excluded, undeclared, conflict, missing: missingEnvironments(input) };
};

/** An exception is unused only when all that its checks judge was seen, and nothing of it needed the exception. */
const isUnused = ({ settled, gathered }: SummaryInput, { fact }: CompiledException): boolean =>
  settled && !gathered.exceptionsUsed.has(fact.name) && fact.spec.checks.every((check) => (gathered.checks.get(check)?.unknown ?? 0) === 0);

const stateOf = (input: SummaryInput, exception: CompiledException): ExceptionState["state"] => {
  const { now } = input.basis;
  const { expiresAt } = exception;
  if (!(now < expiresAt)) return "expired";
  if (isUnused(input, exception)) return "unused";
  return now < expiresAt - EXPIRING_MS ? "active" : "expiring";
};

/** One that has ended covers nothing, also where a longer one still does. */
const exceptionState = (input: SummaryInput, exception: CompiledException): ExceptionState => {
  const { fact, expiresAt } = exception;
  const state = stateOf(input, exception);
  const exempts = state === "expired" ? 0 : (input.gathered.exceptionsUsed.get(fact.name) ?? 0);
  return { exception: fact, state, exempts, expiresAt };
};

const totalOf = (tallies: Iterable<Tally>): Tally => [...tallies].reduce(sum, emptyTally);

/** Sums up one scope. `gathered` is used up: it belongs to this summary from here on. */
export const summarise = (input: SummaryInput): SummaryResult => {
  const { scope, basis, gathered, previous } = input;
  const { now } = basis;
  const entries = assessEntries(basis, scope, gathered);
  const own = previous !== undefined && sameVerdicts(previous.own, entries.own) ? previous.own : entries.own;
  addVerdicts(gathered, own);
  const statementResults = statementResultsOf({ scope, own, gathered, table: basis.checks, now });

  const exceptions = basis.exceptions.of(scope.name);
  const reviews = timedReviews(scope.spec.document).map(({ dueAt }) => dueAt);
  const summary: ScopeSummary = {
    scope,
    own,
    total: totalOf(gathered.checks.values()),
    checks: gathered.checks,
    findings: foldFindings(input, own),
    namespaces: countNamespaces(input),
    statements: countStatements(statementResults),
    statementResults,
    exceptions: exceptions.map((exception) => exceptionState(input, exception)),
    reviewDueAt: reviews.length === 0 ? undefined : Math.min(...reviews),
    changesAt: earliest(
      now,
      gathered.changesAt,
      entries.changesAt,
      ...exceptions.flatMap((exception) => exceptionDeadlines(exception, now)),
      ...reviews.map((dueAt) => dueAt + 1),
    ),
  };
  return { summary, errors: entries.errors };
};
