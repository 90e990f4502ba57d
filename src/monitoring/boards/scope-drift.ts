import { STATEMENT_KINDS } from "../../outputs/statement-kinds.ts";
import { highest, total } from "../promql.ts";
import type { Panel } from "./panel.ts";
import { areas, bars, lines, table } from "./panels.ts";
import { SEVERITY } from "./reading.ts";
import { findings, ofScope } from "./selection.ts";

const events = ofScope("isms_scope_drift_events_total").text;
const firing = `ALERTS{alertname=~"Isms.+", alertstate="firing", cluster=~"$cluster"}`;

/** How a scope and its cluster moved apart and together again. */
export const DRIFT: readonly Panel[] = [
  lines("Compliance over time", [{ expr: highest(["scope"], ofScope("isms_scope_compliance_ratio")), legend: "{{scope}} {{cluster}}" }], {
    description: "How far each scope held. A step down is drift or a change of the statement; a gap is a time in which nobody looked.",
    unit: "percentunit",
  }),
  areas("Findings by severity", [{ expr: findings(["severity"]), legend: "{{severity}} {{cluster}}" }], {
    description: "Whether findings are mended faster than they appear, by severity.",
  }),
  areas("Drift by kind of statement", [{ expr: total(["kind"], ofScope("isms_scope_drift")), legend: "{{kind}} {{cluster}}" }], {
    description: `Which part of the statement the cluster contradicts: ${STATEMENT_KINDS.join(", ")}. The last is the document itself.`,
  }),
  bars(
    "Drift detected and resolved",
    { expr: `sum by (cluster, action) (increase(${events}[$__range]))`, legend: "{{action}} {{cluster}}" },
    {
      description: "Findings that appeared, and that went away, in the chosen time. Counted by the replica that leads.",
      width: 8,
      noValue: "none",
      mayBeEmpty: "There is no series before the first finding appears or goes away.",
    },
  ),
  table(
    "Alerts that fire",
    `max by (cluster, alertname, severity, scope, namespace) (${firing})`,
    [
      { of: "alertname", title: "Alert" },
      { of: "severity", title: "Severity", words: SEVERITY },
      { of: "scope", title: "Scope" },
      { of: "namespace", title: "Namespace" },
      { of: "cluster", title: "Cluster" },
    ],
    {
      description:
        "Alerts about scopes and the operator, as Prometheus has them now. The runbook of each says what it means and how to mend it.",
      width: 16,
      noValue: "none",
      mayBeEmpty: "No alert may fire.",
    },
  ),
];
