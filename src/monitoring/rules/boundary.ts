import type { CheckId } from "../../api/check-ids.generated.ts";
import { not, oneOf, select, total } from "../promql.ts";
import type { RuleGroup } from "../rule.ts";

const EXPOSURE: CheckId = "exposure-declared";
const ACCESS: readonly CheckId[] = ["access-declared", "access-cross-boundary"];

const exposed = total(["scope", "namespace"], select("isms_scope_findings", { check: EXPOSURE, namespace: not("") }));
const granted = total(["scope", "namespace"], select("isms_scope_findings", { check: oneOf(...ACCESS) }));

export const boundary: RuleGroup = {
  name: "isms-scope.boundary",
  about:
    "What crosses the boundary of a scope without being declared. Other crossings are told by IsmsScopeDrift, under the kinds network and interface.",
  rules: [
    {
      alert: "IsmsExposureUndeclared",
      severity: "warning",
      expr: `${exposed} > 0`,
      for: "15m",
      keepFiringFor: "15m",
      summary: "Namespace {{ $labels.namespace }} is open to the outside in a way that scope {{ $labels.scope }} does not declare",
      description:
        "Services, Ingresses or routes in namespace {{ $labels.namespace }} can be reached from outside by a host, load balancer or node port that is no " +
        "interface of scope {{ $labels.scope }}. Close them, or declare the interface in spec.interfaces. Ways in: {{ $value }}.",
    },
    {
      alert: "IsmsAccessUndeclared",
      severity: "warning",
      expr: `${granted} > 0`,
      for: "15m",
      keepFiringFor: "15m",
      summary:
        "Somebody whom scope {{ $labels.scope }} does not declare may change {{ with $labels.namespace }}namespace {{ . }}{{ else }}all of its namespaces{{ end }}",
      description:
        "Bindings{{ with $labels.namespace }} in namespace {{ . }}{{ end }} give write access inside scope {{ $labels.scope }} to subjects that its statement does " +
        "not name, or to a ServiceAccount from outside. Take the access away, or declare it in spec.personnel. Bindings: {{ $value }}.",
    },
  ],
};
