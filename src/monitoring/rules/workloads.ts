import type { CheckId } from "../../api/check-ids.generated.ts";
import { not, select, total } from "../promql.ts";
import type { RuleGroup } from "../rule.ts";

const failing = (check: CheckId) => `${total(["scope", "namespace"], select("isms_scope_findings", { check, namespace: not("") }))} > 0`;

export const workloads: RuleGroup = {
  name: "isms-scope.workloads",
  about: "What runs in scope.",
  rules: [
    {
      alert: "IsmsProhibitedData",
      severity: "critical",
      expr: failing("prohibited-data"),
      for: "5m",
      keepFiringFor: "15m",
      summary: "Prohibited data in namespace {{ $labels.namespace }} (scope {{ $labels.scope }})",
      description:
        "Workloads in namespace {{ $labels.namespace }} say that they handle information that scope {{ $labels.scope }} prohibits. " +
        "Stop them, or correct what they say of themselves. Workloads: {{ $value }}.",
    },
    {
      alert: "IsmsWorkloadUnclassified",
      severity: "warning",
      expr: failing("data-classification"),
      for: "1h",
      keepFiringFor: "15m",
      summary: "Unclassified workloads in namespace {{ $labels.namespace }} (scope {{ $labels.scope }})",
      description:
        "Workloads in namespace {{ $labels.namespace }} carry no classification level that scope {{ $labels.scope }} declares, or a lower one than their namespace. " +
        "Annotate the workload or the namespace with its level. Workloads: {{ $value }}.",
    },
    {
      alert: "IsmsLoggingSidecarMissing",
      severity: "warning",
      expr: failing("logging-sidecar"),
      for: "30m",
      keepFiringFor: "15m",
      summary: "Workloads without log collection in namespace {{ $labels.namespace }} (scope {{ $labels.scope }})",
      description:
        "The logs of workloads in namespace {{ $labels.namespace }} are not shipped in the way that scope {{ $labels.scope }} demands. " +
        "Add a log shipper to their pods, mend the injection, or run the node agent where they run. Workloads: {{ $value }}.",
    },
  ],
};
