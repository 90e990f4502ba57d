import type { CheckId } from "../../../src/api/check-ids.generated.ts";
import type { AlertSpec } from "../alert-spec.ts";
import { gauge, plainly, type Series } from "../series.ts";

const finding = (check: CheckId, severity: string, count: number, namespace = "payments"): Series =>
  gauge("isms_scope_findings", { scope: "acme", namespace, check, severity }, count);

/** Three workloads of one namespace: an environment of the scope may give the check a severity of its own. */
const spec = (alert: string, check: CheckId, other: CheckId, texts: Pick<AlertSpec, "summary" | "description">): AlertSpec => ({
  alert,
  holds: [finding(check, "High", 1), finding(check, "Low", 2), finding(check, "High", 0, "")],
  labels: { scope: "acme", namespace: "payments" },
  ...texts,
  nearMisses: {
    "no workload that fails": [plainly(finding(check, "High", 0, ""))],
    "another check": [plainly(finding(other, "High", 4))],
    "a series that names no namespace": [plainly(finding(check, "High", 1, ""))],
  },
  alsoFires: {
    "a single workload": {
      series: [plainly(finding(check, "High", 1))],
      description: texts.description.replace("Workloads: 3.", "Workloads: 1."),
    },
  },
});

export const WORKLOAD_SPECS: readonly AlertSpec[] = [
  spec("IsmsProhibitedData", "prohibited-data", "data-classification", {
    summary: "Prohibited data in namespace payments (scope acme)",
    description:
      "Workloads in namespace payments say that they handle information that scope acme prohibits. " +
      "Stop them, or correct what they say of themselves. Workloads: 3.",
  }),
  spec("IsmsWorkloadUnclassified", "data-classification", "classification-sufficient", {
    summary: "Unclassified workloads in namespace payments (scope acme)",
    description:
      "Workloads in namespace payments carry no classification level that scope acme declares, or a lower one than their namespace. " +
      "Annotate the workload or the namespace with its level. Workloads: 3.",
  }),
  spec("IsmsLoggingSidecarMissing", "logging-sidecar", "logging-opt-out", {
    summary: "Workloads without log collection in namespace payments (scope acme)",
    description:
      "The logs of workloads in namespace payments are not shipped in the way that scope acme demands. " +
      "Add a log shipper to their pods, mend the injection, or run the node agent where they run. Workloads: 3.",
  }),
];
