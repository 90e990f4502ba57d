import type { CheckId } from "../../../src/api/check-ids.generated.ts";
import type { AlertSpec } from "../alert-spec.ts";
import { gauge, plainly, type Series } from "../series.ts";

const finding = (check: CheckId, severity: string, count: number, namespace = "payments"): Series =>
  gauge("isms_scope_findings", { scope: "acme", namespace, check, severity }, count);

const EXPOSED =
  "Services, Ingresses or routes in namespace payments can be reached from outside by a host, load balancer or node port that is no " +
  "interface of scope acme. Close them, or declare the interface in spec.interfaces. Ways in: 3.";
const GRANTED =
  "Bindings in namespace payments give write access inside scope acme to subjects that its statement does " +
  "not name, or to a ServiceAccount from outside. Take the access away, or declare it in spec.personnel. Bindings: 3.";

export const BOUNDARY_SPECS: readonly AlertSpec[] = [
  {
    alert: "IsmsExposureUndeclared",
    holds: [finding("exposure-declared", "High", 1), finding("exposure-declared", "Low", 2), finding("exposure-declared", "High", 0, "")],
    labels: { scope: "acme", namespace: "payments" },
    summary: "Namespace payments is open to the outside in a way that scope acme does not declare",
    description: EXPOSED,
    nearMisses: {
      "nothing that is open": [plainly(finding("exposure-declared", "High", 0, ""))],
      "a declared way in without TLS": [plainly(finding("exposure-tls", "Medium", 2))],
      "a series that names no namespace": [plainly(finding("exposure-declared", "High", 1, ""))],
    },
    alsoFires: {
      "a single way in": {
        series: [plainly(finding("exposure-declared", "High", 1))],
        description: EXPOSED.replace("Ways in: 3.", "Ways in: 1."),
      },
    },
  },
  {
    alert: "IsmsAccessUndeclared",
    holds: [finding("access-declared", "High", 1), finding("access-cross-boundary", "High", 2), finding("access-declared", "High", 0, "")],
    labels: { scope: "acme", namespace: "payments" },
    summary: "Somebody whom scope acme does not declare may change namespace payments",
    description: GRANTED,
    nearMisses: {
      "nobody but those whom the statement names": [plainly(finding("access-declared", "High", 0, ""))],
      "another check": [plainly(finding("host-boundary", "High", 4))],
    },
    alsoFires: {
      "a binding over the whole cluster": {
        series: [plainly(finding("access-declared", "High", 1, ""))],
        labels: { scope: "acme" },
        summary: "Somebody whom scope acme does not declare may change all of its namespaces",
        description: GRANTED.replace(" in namespace payments", "").replace("Bindings: 3.", "Bindings: 1."),
      },
    },
  },
];
