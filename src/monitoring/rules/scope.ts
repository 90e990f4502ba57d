import { highest, noneOf, not, oneOf, select, total } from "../promql.ts";
import type { RuleGroup } from "../rule.ts";

const of = (check: "namespace-declared" | "namespace-conflict") =>
  highest(["namespace"], select("isms_scope_findings", { check, namespace: not("") }));

const notReady = select("isms_scope_status_condition", { condition: "Ready", status: oneOf("false", "unknown") });
const inConflict = select("isms_scope_namespaces", { state: "conflict" });

const withoutTheirOwn = noneOf("namespace-conflict", "prohibited-data");

export const scope: RuleGroup = {
  name: "isms-scope.scope",
  about: "What the statement says of the cluster, and what the cluster says.",
  rules: [
    {
      alert: "IsmsScopeDrift",
      severity: "warning",
      expr: `${highest(["scope", "kind"], select("isms_scope_drift", { kind: noneOf("document") }))} > 0`,
      for: "10m",
      keepFiringFor: "15m",
      summary: "The cluster has drifted away from scope {{ $labels.scope }} ({{ $labels.kind }})",
      description:
        "The cluster is not what scope {{ $labels.scope }} declares. `kubectl describe scope {{ $labels.scope }}` lists the worst findings, " +
        "each with a sentence that says what to mend. Findings about kind {{ $labels.kind }}: {{ $value }}.",
    },
    {
      alert: "IsmsNamespaceUndeclared",
      severity: "warning",
      expr: `${of("namespace-declared")} > 0`,
      for: "1h",
      keepFiringFor: "15m",
      summary: "Namespace {{ $labels.namespace }} is neither in scope nor excluded",
      description:
        "No environment and no exclusion of any scope selects namespace {{ $labels.namespace }}: nothing in it is judged. " +
        "Declare it in spec.environments, or in spec.exclusions with a justification, or remove it.",
    },
    {
      alert: "IsmsNamespaceConflict",
      severity: "critical",
      expr: `${of("namespace-conflict")} > 0`,
      for: "15m",
      keepFiringFor: "15m",
      summary: "Namespace {{ $labels.namespace }} is claimed more than once",
      description:
        "More than one entry claims namespace {{ $labels.namespace }}, so it is not known whose rules hold in it and its workloads are not judged. " +
        "Narrow the matchers until one environment or exclusion of one scope selects it.",
    },
    {
      alert: "IsmsDeclaredNamespaceMissing",
      severity: "warning",
      expr: `${total(["scope"], select("isms_scope_findings", { check: "environment-populated" }))} > 0`,
      for: "1h",
      keepFiringFor: "15m",
      summary: "Scope {{ $labels.scope }} declares an environment that has no namespace",
      description:
        "A required environment of scope {{ $labels.scope }} selects no namespace of this cluster. Restore the namespaces, mend the matchers, " +
        "or declare the environment Optional, Planned or External. Environments: {{ $value }}.",
    },
    {
      alert: "IsmsScopeNotReady",
      severity: "warning",
      // A conflict makes a scope unready too, and has an alert of its own.
      expr: `${highest(["scope"], notReady)} == 1 unless on (cluster, scope) ${highest(["scope"], inConflict)} > 0`,
      for: "15m",
      keepFiringFor: "15m",
      summary: "Scope {{ $labels.scope }} is not ready",
      description:
        "Scope {{ $labels.scope }} is not evaluated, or its labels are contested. The condition Ready in " +
        "`kubectl describe scope {{ $labels.scope }}` says why and what to mend.",
    },
    {
      alert: "IsmsCoverageIncomplete",
      severity: "warning",
      expr: `${highest(["scope"], select("isms_scope_status_condition", { condition: "CoverageComplete", status: "false" }))} == 1`,
      for: "15m",
      keepFiringFor: "15m",
      summary: "The evidence for scope {{ $labels.scope }} has gaps",
      description:
        "The operator cannot read everything that the checks of scope {{ $labels.scope }} need: their verdicts are unknown, not passed. " +
        "The condition CoverageComplete in `kubectl describe scope {{ $labels.scope }}` names the kinds and what to grant or install.",
    },
    {
      alert: "IsmsCriticalFindings",
      severity: "critical",
      expr: `${highest(["scope", "namespace", "check"], select("isms_scope_findings", { severity: "Critical", check: withoutTheirOwn }))} > 0`,
      for: "5m",
      keepFiringFor: "15m",
      summary: "Critical findings of check {{ $labels.check }} in scope {{ $labels.scope }}",
      description:
        "Check {{ $labels.check }} fails{{ with $labels.namespace }} in namespace {{ . }}{{ end }}, and scope {{ $labels.scope }} rates that Critical. " +
        "`kubectl describe scope {{ $labels.scope }}` lists the findings with what to mend. Findings: {{ $value }}.",
    },
  ],
};
