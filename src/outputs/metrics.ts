import type { ScopeSummary } from "../assess/assessment.ts";
import { instantOf } from "../scope/period.ts";
import { invalidConditions, judgeConditions, type JudgedCondition } from "./conditions.ts";
import { frameworkResults } from "./control-results.ts";
import { findingSeries } from "./finding-series.ts";
import { carriedConflict } from "./label-conflict.ts";
import type { MetricRow, MetricState, Series } from "./metric-row.ts";
import { STATEMENT_KINDS, statementKind } from "./statement-kinds.ts";

/**
 * State as gauges, computed from the last snapshot when somebody asks: what is gone leaves no series behind.
 * Label values come from closed sets: names of scopes, namespaces, exceptions and exclusions, and the words of the product.
 */

const seconds = (ms: number): number => ms / 1000;

const perScope = function* (state: MetricState, series: (summary: ScopeSummary, name: string) => Iterable<Series>): Iterable<Series> {
  for (const [name, summary] of state.snapshot.scopes) yield* series(summary, name);
};

/** One series per word: `words` gives label value and number. */
const perState = (scope: string, words: Readonly<Record<string, number>>): readonly Series[] =>
  Object.entries(words).map(([word, value]): Series => [[scope, word], value]);

const STATUSES = ["True", "False", "Unknown"] as const;

const conditionSeries = (scope: string, conditions: readonly JudgedCondition[]): readonly Series[] =>
  conditions.flatMap(({ type, status }) => STATUSES.map((each): Series => [[scope, type, each.toLowerCase()], each === status ? 1 : 0]));

const conditions = function* ({ snapshot, declared, scopes }: MetricState): Iterable<Series> {
  for (const [name, summary] of snapshot.scopes) {
    // Only the writing replica knows a contest about labels; the others take its word from the status.
    const carried = scopes.find(({ uid }) => uid === summary.scope.fact.uid)?.status ?? {};
    yield* conditionSeries(name, judgeConditions({ summary, snapshot, declared, labelConflict: carriedConflict(carried) }));
  }
  for (const { name } of snapshot.invalid) yield* conditionSeries(name, invalidConditions(""));
};

const SNAKE = { InScope: "in_scope", Excluded: "excluded", Conflict: "conflict", Undeclared: "undeclared", System: "system" } as const;

const namespaceInfo = function* ({ snapshot }: MetricState): Iterable<Series> {
  for (const { namespace, membership } of snapshot.namespaces.values()) {
    const scope = "scope" in membership ? membership.scope : "";
    const environment = membership.state === "InScope" ? membership.environment : "";
    yield [[namespace, SNAKE[membership.state], scope, environment], 1];
  }
};

const drift = ({ findings }: ScopeSummary, name: string): readonly Series[] => {
  const open = findings.filter(({ verdict }) => verdict === "fail").map(statementKind);
  return STATEMENT_KINDS.map((kind): Series => [[name, kind], open.filter((each) => each === kind).length]);
};

const controlFindings = (summary: ScopeSummary, name: string): readonly Series[] =>
  frameworkResults(summary).flatMap(({ framework, controls }) =>
    controls.map(({ control, findings }): Series => [[name, framework, control.id], findings]),
  );

const exceptionStates = ({ exceptions }: ScopeSummary, name: string): readonly Series[] =>
  (["active", "expiring", "expired", "unused"] as const).map((state): Series => [
    [name, state],
    exceptions.filter((each) => each.state === state).length,
  ]);

const exclusionExpiry = ({ scope }: ScopeSummary, name: string): readonly Series[] =>
  scope.spec.exclusions.flatMap(({ name: exclusion, expires }): readonly Series[] => {
    const at = instantOf(expires ?? "");
    return at === undefined ? [] : [[[name, exclusion], seconds(at)]];
  });

const undeclared = ({ snapshot }: MetricState): number =>
  [...snapshot.namespaces.values()].filter(({ membership }) => membership.state === "Undeclared").length;

const gauge = <const Name extends string, const Labels extends readonly string[]>(
  name: Name,
  labels: Labels,
  help: string,
  rows: MetricRow["rows"],
) => ({ name, type: "gauge", help, labels, stability: "alpha", rows }) as const;

/** Every metric that is computed from the snapshot, by name. */
export const METRICS = [
  gauge("isms_cache_objects", ["resource"], "Objects that the operator remembers.", ({ cache }) =>
    cache.map(({ resource, objects }): Series => [[resource], objects]),
  ),
  gauge(
    "isms_cache_synced",
    ["resource"],
    "Whether the resource is completely read, or known not to be installed (1), or not (0).",
    ({ cache }) => cache.map(({ resource, synced }): Series => [[resource], synced ? 1 : 0]),
  ),
  gauge(
    "isms_namespace_scope_info",
    ["namespace", "state", "scope", "environment"],
    "What a namespace is to the declared scopes: in_scope, excluded, conflict, undeclared or system. Always 1.",
    namespaceInfo,
  ),
  gauge(
    "isms_scope_compliance_ratio",
    ["scope"],
    "Verdicts that pass, of those that pass or fail. Absent when nothing was evaluated.",
    (state) => perScope(state, ({ total: { pass, fail } }, name) => (pass + fail === 0 ? [] : [[[name], pass / (pass + fail)]])),
  ),
  gauge(
    "isms_scope_control_findings",
    ["scope", "framework", "control"],
    "Findings by control of a standard; a finding counts under each control that its check serves. There is a series for every control that " +
      "an enabled check serves, at zero if need be.",
    (state) => perScope(state, controlFindings),
  ),
  gauge("isms_scope_drift", ["scope", "kind"], "Findings by the kind of statement that the cluster contradicts.", (state) =>
    perScope(state, drift),
  ),
  gauge("isms_scope_exception_exempts", ["scope", "exception"], "Failures that an exception covers now.", (state) =>
    perScope(state, ({ exceptions }, name) => exceptions.map(({ exception, exempts }): Series => [[name, exception.name], exempts])),
  ),
  gauge(
    "isms_scope_exception_expiry_timestamp_seconds",
    ["scope", "exception"],
    "When an exception ends, in seconds since the epoch.",
    (state) =>
      perScope(state, ({ exceptions }, name) =>
        exceptions
          .filter(({ expiresAt }) => Number.isFinite(expiresAt))
          .map(({ exception, expiresAt }): Series => [[name, exception.name], seconds(expiresAt)]),
      ),
  ),
  gauge(
    "isms_scope_exceptions",
    ["scope", "state"],
    "Exceptions from checks of the scope: active, expiring (within seven days), expired or unused.",
    (state) => perScope(state, exceptionStates),
  ),
  gauge(
    "isms_scope_exclusion_expiry_timestamp_seconds",
    ["scope", "exclusion"],
    "When an exclusion ends, in seconds since the epoch. Absent for an exclusion without an end.",
    (state) => perScope(state, exclusionExpiry),
  ),
  gauge(
    "isms_scope_findings",
    ["scope", "namespace", "check", "severity"],
    "Subjects that fail a check. A namespace appears with its findings only. The series without a namespace is about the statement " +
      "itself; it is there for every enabled check, at zero if need be.",
    (state) => perScope(state, findingSeries),
  ),
  gauge("isms_scope_info", ["scope", "version", "owner", "mode"], "A scope that is evaluated. Always 1.", (state) =>
    perScope(state, ({ scope: { spec } }, name) => [
      [[name, spec.document.version ?? "", spec.document.owner?.name ?? "", spec.rules.mode], 1],
    ]),
  ),
  gauge(
    "isms_scope_namespaces",
    ["scope", "state"],
    "Namespaces by state; missing counts required environments that select none.",
    (state) =>
      perScope(state, ({ namespaces: { inScope, excluded, conflict, missing } }, name) =>
        perState(name, { in_scope: inScope, excluded, conflict, missing }),
      ),
  ),
  gauge("isms_scope_results", ["scope", "verdict"], "Verdicts of all checks: pass, fail, unknown or exempt.", (state) =>
    perScope(state, ({ total: { pass, fail, unknown, exempt } }, name) => perState(name, { pass, fail, unknown, exempt })),
  ),
  gauge(
    "isms_scope_review_due_timestamp_seconds",
    ["scope"],
    "When the next review is due, in seconds since the epoch. Absent when none has a date.",
    (state) => perScope(state, ({ reviewDueAt }, name) => (reviewDueAt === undefined ? [] : [[[name], seconds(reviewDueAt)]])),
  ),
  gauge("isms_scope_statements", ["scope", "state"], "Entries of the statement: verified, violated, unobserved or documentary.", (state) =>
    perScope(state, ({ statements: { verified, violated, unobserved, documentary } }, name) =>
      perState(name, { verified, violated, unobserved, documentary }),
    ),
  ),
  gauge(
    "isms_scope_status_condition",
    ["scope", "condition", "status"],
    "Conditions of the scope: 1 for the status that holds, 0 for the others.",
    conditions,
  ),
  gauge("isms_undeclared_namespaces", [], "Namespaces that no scope declares.", (state) => [[[], undeclared(state)]]),
] as const satisfies readonly MetricRow[];
