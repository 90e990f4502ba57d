import type { AlertSpec } from "../alert-spec.ts";
import { from, gauge, labelled, plainly, type Series } from "../series.ts";

const finding = (namespace: string, check: string, severity: string, count: number, scope = "acme"): Series =>
  gauge("isms_scope_findings", { scope, namespace, check, severity }, count);
const condition = (name: string, status: string, value: number): Series =>
  gauge("isms_scope_status_condition", { scope: "acme", condition: name, status }, value);
const namespaces = (state: string, count: number): Series => gauge("isms_scope_namespaces", { scope: "acme", state }, count);
const drift = (kind: string, count: number): Series => gauge("isms_scope_drift", { scope: "acme", kind }, count, 0);

const UNDECLARED =
  "No environment and no exclusion of any scope selects namespace shadow: nothing in it is judged. " +
  "Declare it in spec.environments, or in spec.exclusions with a justification, or remove it.";
const MISSING =
  "A required environment of scope acme selects no namespace of this cluster. Restore the namespaces, mend the matchers, " +
  "or declare the environment Optional, Planned or External. Environments: 2.";
const CONFLICT =
  "More than one entry claims namespace payments, so it is not known whose rules hold in it and its workloads are not judged. " +
  "Narrow the matchers until one environment or exclusion of one scope selects it.";
const NOT_READY =
  "Scope acme is not evaluated, or its labels are contested. The condition Ready in `kubectl describe scope acme` says why and what to mend.";

export const SCOPE_SPECS: readonly AlertSpec[] = [
  {
    alert: "IsmsScopeDrift",
    holds: [drift("workload", 1), drift("namespace", 0)],
    labels: { scope: "acme", kind: "workload" },
    summary: "The cluster has drifted away from scope acme (workload)",
    description:
      "The cluster is not what scope acme declares. `kubectl describe scope acme` lists the worst findings, " +
      "each with a sentence that says what to mend. Findings about kind workload: 1.",
    nearMisses: {
      "no finding": [plainly(drift("workload", 0)), plainly(drift("namespace", 0))],
      "findings about the document, which no change of the cluster mends": [plainly(drift("document", 3))],
    },
    alsoFires: {
      "each cluster for itself": {
        series: [labelled({ cluster: "eu" }, plainly(drift("workload", 1))), labelled({ cluster: "us" }, plainly(drift("workload", 0)))],
        labels: { cluster: "eu", scope: "acme", kind: "workload" },
      },
    },
  },
  {
    alert: "IsmsNamespaceUndeclared",
    holds: [finding("shadow", "namespace-declared", "High", 1), finding("", "namespace-declared", "High", 0)],
    labels: { namespace: "shadow" },
    summary: "Namespace shadow is neither in scope nor excluded",
    description: UNDECLARED,
    nearMisses: {
      "every namespace declared": [plainly(finding("", "namespace-declared", "High", 0))],
      "another check": [plainly(finding("shadow", "namespace-labels", "Medium", 1))],
      "an installation without any scope": [
        plainly(gauge("isms_namespace_scope_info", { namespace: "default", state: "undeclared", scope: "", environment: "" }, 1)),
        plainly(gauge("isms_undeclared_namespaces", {}, 4)),
      ],
      "a series that names no namespace": [plainly(finding("", "namespace-declared", "High", 1))],
    },
    alsoFires: {
      "two scopes that both report it, once": {
        series: ["acme", "other"].map((scope) => plainly(finding("shadow", "namespace-declared", "High", 1, scope))),
      },
    },
  },
  {
    alert: "IsmsNamespaceConflict",
    holds: [finding("payments", "namespace-conflict", "Critical", 1)],
    labels: { namespace: "payments" },
    summary: "Namespace payments is claimed more than once",
    description: CONFLICT,
    nearMisses: {
      "none claimed twice": [plainly(finding("", "namespace-conflict", "Critical", 0))],
      "another check": [plainly(finding("payments", "namespace-declared", "High", 1))],
      "a series that names no namespace": [plainly(finding("", "namespace-conflict", "Critical", 1))],
    },
    alsoFires: {
      "two scopes that claim it, once": {
        series: ["acme", "other"].map((scope) => plainly(finding("payments", "namespace-conflict", "Critical", 1, scope))),
      },
    },
  },
  {
    alert: "IsmsDeclaredNamespaceMissing",
    holds: [finding("", "environment-populated", "Medium", 1), finding("", "environment-populated", "High", 1)],
    labels: { scope: "acme" },
    summary: "Scope acme declares an environment that has no namespace",
    description: MISSING,
    nearMisses: {
      "every environment populated": [plainly(finding("", "environment-populated", "Medium", 0)), plainly(namespaces("in_scope", 5))],
      "an exception from the check": [plainly(finding("", "environment-populated", "Medium", 0)), plainly(namespaces("missing", 1))],
      "another check": [plainly(finding("", "component-present", "Medium", 2))],
    },
    alsoFires: {
      "a single environment": {
        series: [plainly(finding("", "environment-populated", "Medium", 1))],
        description: MISSING.replace("Environments: 2.", "Environments: 1."),
      },
    },
  },
  {
    alert: "IsmsScopeNotReady",
    holds: [condition("Ready", "true", 0), condition("Ready", "false", 1), condition("Ready", "unknown", 0)],
    labels: { scope: "acme" },
    summary: "Scope acme is not ready",
    description: NOT_READY,
    nearMisses: {
      "a scope that is ready": [
        plainly(condition("Ready", "true", 1)),
        plainly(condition("Ready", "false", 0)),
        plainly(condition("Ready", "unknown", 0)),
      ],
      "a conflict, which has an alert of its own": [plainly(condition("Ready", "false", 1)), plainly(namespaces("conflict", 1))],
      "another condition": [plainly(condition("Ready", "true", 1)), plainly(condition("Approved", "false", 1))],
    },
    alsoFires: {
      "what is not known to be ready": { series: [plainly(condition("Ready", "unknown", 1)), plainly(namespaces("conflict", 0))] },
      "a conflict of another scope": {
        series: [
          plainly(condition("Ready", "false", 1)),
          plainly(gauge("isms_scope_namespaces", { scope: "other", state: "conflict" }, 1)),
        ],
      },
      "namespaces of other states": { series: [plainly(condition("Ready", "false", 1)), plainly(namespaces("in_scope", 3))] },
      "one replica of two": { series: [from("a", condition("Ready", "false", 1)), from("b", condition("Ready", "false", 0))] },
    },
  },
  {
    alert: "IsmsCoverageIncomplete",
    holds: [condition("CoverageComplete", "true", 0), condition("CoverageComplete", "false", 1)],
    labels: { scope: "acme" },
    summary: "The evidence for scope acme has gaps",
    description:
      "The operator cannot read everything that the checks of scope acme need: their verdicts are unknown, not passed. " +
      "The condition CoverageComplete in `kubectl describe scope acme` names the kinds and what to grant or install.",
    nearMisses: {
      "everything read": [plainly(condition("CoverageComplete", "true", 1)), plainly(condition("CoverageComplete", "false", 0))],
      "another condition": [plainly(condition("Compliant", "false", 1))],
    },
  },
  {
    alert: "IsmsCriticalFindings",
    holds: [finding("payments", "data-classification", "Critical", 2), finding("", "data-classification", "Critical", 0)],
    labels: { scope: "acme", namespace: "payments", check: "data-classification" },
    summary: "Critical findings of check data-classification in scope acme",
    description:
      "Check data-classification fails in namespace payments, and scope acme rates that Critical. " +
      "`kubectl describe scope acme` lists the findings with what to mend. Findings: 2.",
    nearMisses: {
      "no finding": [plainly(finding("", "data-classification", "Critical", 0))],
      "findings of a lower severity": [plainly(finding("payments", "data-classification", "High", 9))],
      "checks that have an alert of their own": [
        plainly(finding("payments", "prohibited-data", "Critical", 1)),
        plainly(finding("payments", "namespace-conflict", "Critical", 1)),
      ],
    },
    alsoFires: {
      "findings about the statement itself": {
        series: [plainly(finding("", "review-current", "Critical", 1))],
        labels: { scope: "acme", check: "review-current" },
        summary: "Critical findings of check review-current in scope acme",
        description:
          "Check review-current fails, and scope acme rates that Critical. `kubectl describe scope acme` lists the findings with what to mend. Findings: 1.",
      },
    },
  },
];
