import type { PrometheusRuleFact } from "../facts.ts";
import { defineKind } from "../kind-spec.ts";
import { metadataOf, namespaceOf } from "../raw.ts";

/** As far as it is read (prometheus-operator). */
interface RawRule {
  readonly alert?: string | null;
  readonly labels?: Readonly<Record<string, string | null>> | null;
}
interface RawPrometheusRule {
  readonly spec?: { readonly groups?: readonly ({ readonly rules?: readonly (RawRule | null)[] | null } | null)[] | null } | null;
}
type Alert = PrometheusRuleFact["alerts"][number];

const severityOf = ({ labels }: RawRule): string | undefined =>
  labels && Object.hasOwn(labels, "severity") ? (labels["severity"] ?? undefined) : undefined;

const byText = (a: Alert, b: Alert): number => (`${a.name} ${a.severity ?? ""}` < `${b.name} ${b.severity ?? ""}` ? -1 : 1);

/** A recording rule has no `alert`. Rules that differ only in what is not kept are one. */
const alertsOf = ({ spec }: RawPrometheusRule): Alert[] => {
  const alerts = new Map<string, Alert>();
  for (const rule of (spec?.groups ?? []).flatMap((group) => group?.rules ?? [])) {
    if (!rule?.alert) continue;
    const alert = { name: rule.alert, severity: severityOf(rule) };
    alerts.set(JSON.stringify([alert.name, alert.severity]), alert);
  }
  return [...alerts.values()].sort(byText);
};

/** The alerts that are defined in the cluster. */
export const prometheusRuleKind = defineKind({
  kind: "PrometheusRule",
  group: "monitoring.coreos.com",
  version: "v1",
  plural: "prometheusrules",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  optional: true,
  project(raw, { interner }) {
    const metadata = metadataOf(raw);
    return {
      kind: "PrometheusRule",
      uid: metadata.uid,
      name: metadata.name,
      namespace: interner.text(namespaceOf(metadata)),
      alerts: interner.tree(alertsOf(raw as RawPrometheusRule)),
    };
  },
});
