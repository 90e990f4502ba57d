import { highest, oneOf, total } from "../promql.ts";
import type { Board, Panel } from "./panel.ts";
import { bars, figure, table } from "./panels.ts";
import { DAYS_LEFT, SEVERITY, SHARE, SOME_IS_BAD, YES_NO } from "./reading.ts";
import { CONTROLS } from "./scope-controls.ts";
import { DRIFT } from "./scope-drift.ts";
import { GOVERNANCE } from "./scope-governance.ts";
import { ABOUT_A_NAMESPACE, condition, daysUntil, findings, inCluster, ofScope, VARIABLES } from "./selection.ts";

const noValue = "no scope";
const results = (...verdicts: readonly string[]) => total([], ofScope("isms_scope_results", { verdict: oneOf(...verdicts) }));
const namespaces = (state: string) => highest(["scope"], ofScope("isms_scope_namespaces", { state }));
const reviewDue = highest(["scope"], ofScope("isms_scope_review_due_timestamp_seconds"));

const NO_REVIEW = "A scope whose document names no review has no date.";
const FIGURES: readonly Panel[] = [
  figure(
    "Compliance",
    { expr: `${results("pass")} / (${results("pass", "fail")} > 0)`, legend: "{{cluster}}" },
    {
      description:
        "Verdicts that pass, of all that pass or fail. Unknown and exempt ones do not count. Below 100 %, the tables below say what fails.",
      unit: "percentunit",
      decimals: 1,
      steps: SHARE,
    },
  ),
  figure(
    "Findings",
    { expr: findings([]), legend: "{{cluster}}" },
    { description: "Subjects that fail a check. `kubectl describe scope` lists each with a sentence that says what to mend.", noValue },
  ),
  figure(
    "Critical and high",
    { expr: findings([], { severity: oneOf("Critical", "High") }), legend: "{{cluster}}" },
    {
      description:
        "Findings that the scope rates Critical or High: mend these first. No checks of that severity are enabled where there is no number.",
      steps: ["green", [1, "red"]],
      noValue: "none enabled",
      mayBeEmpty: "A scope may rate no check Critical or High.",
    },
  ),
  figure(
    "Undeclared namespaces",
    { expr: highest([], inCluster("isms_undeclared_namespaces")), legend: "{{cluster}}" },
    {
      description: "Namespaces that no scope declares, in or out. Nothing in them is judged: declare or remove them.",
      noValue: "no operator",
    },
  ),
  figure(
    "Namespaces in conflict",
    { expr: total([], ofScope("isms_scope_namespaces", { state: "conflict" })), legend: "{{cluster}}" },
    {
      description: "Namespaces that more than one entry claims, so that nobody knows whose rules hold. Narrow the matchers of the entries.",
      steps: ["green", [1, "red"]],
    },
  ),
  figure(
    "Next review in",
    { expr: `min by (cluster) (${daysUntil(reviewDue)})`, legend: "{{cluster}}" },
    {
      description: "Days until the first review of the chosen scopes is due. Below zero it is overdue: do it and enter the new dates.",
      unit: "d",
      decimals: 0,
      steps: DAYS_LEFT,
      noValue: "no date",
      mayBeEmpty: NO_REVIEW,
    },
  ),
];

const SCOPES: Panel = {
  title: "Scopes",
  description:
    "Every scope with what an auditor asks first: what it covers, how far it holds, whether it is approved as it stands and when it is reviewed. " +
    "A scope that is not ready has no figures: `kubectl describe scope` says why.",
  view: {
    kind: "table",
    columns: [
      { of: "scope", title: "Scope", leadsTo: { board: "isms-scope-overview", variable: "scope" } },
      { of: "A", title: "Ready", words: YES_NO },
      { of: "B", title: "Compliance", unit: "percentunit", decimals: 1, steps: SHARE },
      { of: "C", title: "Findings", steps: SOME_IS_BAD },
      { of: "D", title: "In scope" },
      { of: "E", title: "Excluded" },
      { of: "F", title: "Missing", steps: SOME_IS_BAD },
      { of: "G", title: "Approved", words: YES_NO },
      { of: "H", title: "Days to review", decimals: 0, steps: DAYS_LEFT },
      { of: "version", title: "Version" },
      { of: "owner", title: "Owner" },
      { of: "mode", title: "Mode" },
      { of: "cluster", title: "Cluster" },
    ],
  },
  unit: "none",
  width: 24,
  queries: [
    { expr: condition("Ready") },
    { expr: highest(["scope"], ofScope("isms_scope_compliance_ratio")) },
    { expr: findings(["scope"]) },
    { expr: namespaces("in_scope") },
    { expr: namespaces("excluded") },
    { expr: namespaces("missing") },
    { expr: condition("Approved") },
    { expr: daysUntil(reviewDue) },
    { expr: highest(["scope", "version", "owner", "mode"], ofScope("isms_scope_info")) },
  ],
  noValue,
  mayBeEmpty: NO_REVIEW,
};

const MAKE_UP: readonly Panel[] = [
  bars(
    "Namespaces",
    { expr: total(["state"], ofScope("isms_scope_namespaces")), legend: "{{state}} {{cluster}}" },
    {
      description:
        "What the scope covers: namespaces in scope and excluded, those in conflict, and required environments that select none (missing).",
    },
  ),
  bars(
    "Statements",
    { expr: total(["state"], ofScope("isms_scope_statements")), legend: "{{state}} {{cluster}}" },
    {
      description:
        "Entries of the statement: verified against the cluster, violated by it, unobserved where there is nothing to see yet, " +
        "documentary where they can only be read. Violated ones are findings.",
    },
  ),
  bars(
    "Verdicts",
    { expr: total(["verdict"], ofScope("isms_scope_results")), legend: "{{verdict}} {{cluster}}" },
    {
      description: "All verdicts of all checks. Unknown means that the operator could not see enough: see CoverageComplete below.",
      noValue,
    },
  ),
  bars(
    "Exceptions",
    { expr: total(["state"], ofScope("isms_scope_exceptions")), legend: "{{state}} {{cluster}}" },
    { description: "Exceptions from checks: active, expiring within seven days, expired, or unused because they exempt nothing.", noValue },
  ),
];

const noFindings = { noValue: "no findings", mayBeEmpty: "There may be no findings." };
const FINDINGS: readonly Panel[] = [
  table(
    "Findings by check",
    `sort_desc(${findings(["check", "severity"])} > 0)`,
    [
      { of: "check", title: "Check" },
      { of: "severity", title: "Severity", words: SEVERITY },
      { of: "A", title: "Findings", steps: SOME_IS_BAD },
      { of: "cluster", title: "Cluster" },
    ],
    {
      description:
        "Which checks fail, how severe that is, and in how many places. What each asks, and how it is mended, is in its findings.",
      width: 12,
      ...noFindings,
    },
  ),
  table(
    "Findings by namespace",
    `sort_desc(${findings(["namespace", "scope"], ABOUT_A_NAMESPACE)} > 0)`,
    [
      { of: "namespace", title: "Namespace", leadsTo: { board: "isms-scope-namespace", variable: "namespace" } },
      { of: "scope", title: "Scope" },
      { of: "A", title: "Findings", steps: SOME_IS_BAD },
      { of: "cluster", title: "Cluster" },
    ],
    { description: "Where to go and mend. A click on a namespace leads to its own board.", width: 12, ...noFindings },
  ),
];

/** For the auditor, and for whoever answers for a scope. */
export const scopeOverview: Board = {
  id: "isms-scope-overview",
  title: "ISMS scope / Overview",
  description:
    "Whether what the scopes declare is what the clusters run: compliance, findings, controls, drift, exceptions, reviews and approvals.",
  variables: [VARIABLES.cluster, VARIABLES.scope],
  sections: [
    { title: "Now", height: 4, panels: FIGURES },
    { title: "Scopes", height: 6, panels: [SCOPES] },
    { title: "What is covered", height: 6, panels: MAKE_UP },
    { title: "What to mend", height: 9, panels: FINDINGS },
    { title: "Controls and statements", height: 8, panels: CONTROLS },
    { title: "Drift", height: 8, panels: DRIFT },
    { title: "Governance", height: 8, panels: GOVERNANCE },
  ],
};
