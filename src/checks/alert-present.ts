import type { AlertSpec } from "../api/scope.ts";
import type { FactsView } from "../facts/view.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed, quoted } from "./wording.ts";

/**
 * Every alert that the statement promises is a rule of the cluster, of the severity that it promises.
 *
 * Control: ISO/IEC 27001:2022 A.8.16 (monitoring activities); SOC 2 CC7.2.
 * Reads: `monitoring.alerts`; the alerts of PrometheusRules in all namespaces and their label `severity`.
 * Passes: an alert has the name of the entry; upper and lower case, spaces, `-` and `_` make no difference. Where the entry gives a
 * severity, one of that name carries it, in upper or lower case. `P0` and `critical` are the same; no other words are taken for each other.
 * Not judged: while PrometheusRule is not installed, so that nobody could look.
 */
export const check = defineCheck({
  id: "alert-present",
  title: "Every promised alert is a rule of the cluster",
  severity: "Medium",
  controls: ["A.8.16", "CC7.2"],
  appliesTo: ["Alert"],
  needs: ["PrometheusRule"],
  remediation: "Add a PrometheusRule with an alert of that name and severity, or correct the entry of spec.monitoring.alerts.",
  evaluate({ entry }, facts) {
    if (facts.coverage("PrometheusRule").state === "Absent") return notApplicable;
    const severities = severitiesOf(entry, facts);
    const { name, severity } = entry;
    if (severities === undefined) {
      return fail(
        "AlertMissing",
        `No PrometheusRule has an alert ${quoted(name)}: add the rule, or correct the name in spec.monitoring.alerts.`,
      );
    }
    if (severity === undefined || severities.some((found) => rank(found) === rank(severity))) return pass;
    const found = severities.length === 0 ? "no severity" : `severity ${listed(severities.map(quoted))}`;
    return fail(
      "OtherSeverity",
      `Alert ${quoted(name)} has ${found} instead of ${quoted(severity)}: correct the label severity of its rule.`,
    );
  },
});

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, "");

const rank = (severity: string): string => {
  const word = severity.trim().toLowerCase();
  return word === "p0" ? "critical" : word;
};

/** The severities under which rules have the alert, each once; undefined when none has it. */
const severitiesOf = ({ name }: AlertSpec, facts: FactsView): readonly string[] | undefined => {
  const sought = plain(name);
  const found = [...facts.prometheusRules()].flatMap(({ alerts }) => alerts.filter((alert) => plain(alert.name) === sought));
  if (found.length === 0) return undefined;
  return [...new Set(found.flatMap(({ severity }) => (severity === undefined ? [] : [severity])))].sort();
};
