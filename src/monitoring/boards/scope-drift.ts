import { highest, total } from "../promql.ts";
import type { Panel } from "./panel.ts";
import { findings, ofScope } from "./selection.ts";

/** How a scope and its cluster moved apart and together again. */
export const DRIFT: readonly Panel[] = [
  {
    title: "Compliance over time",
    description: "How far each scope held. A step down is drift or a change of the statement; a gap is a time in which nobody looked.",
    view: { kind: "lines" },
    unit: "percentunit",
    width: 8,
    queries: [{ expr: highest(["scope"], ofScope("isms_scope_compliance_ratio")), legend: "{{scope}} {{cluster}}" }],
  },
  {
    title: "Findings by severity",
    description: "Whether findings are mended faster than they appear, by severity.",
    view: { kind: "areas" },
    unit: "none",
    width: 8,
    queries: [{ expr: findings(["severity"]), legend: "{{severity}} {{cluster}}" }],
  },
  {
    title: "Drift by kind of statement",
    description:
      "Which part of the statement the cluster contradicts: namespaces, workloads, volumes, components, exclusions or the document itself.",
    view: { kind: "areas" },
    unit: "none",
    width: 8,
    queries: [{ expr: total(["kind"], ofScope("isms_scope_drift")), legend: "{{kind}} {{cluster}}" }],
  },
  {
    title: "Drift detected and resolved",
    description: "Findings that appeared, and that went away, in the chosen time. Counted by the replica that leads.",
    view: { kind: "bars" },
    unit: "none",
    decimals: 0,
    width: 8,
    queries: [
      {
        expr: `sum by (cluster, action) (increase(${ofScope("isms_scope_drift_events_total").text}[$__range]))`,
        legend: "{{action}} {{cluster}}",
      },
    ],
    noValue: "none",
    mayBeEmpty: "There is no series before the first finding appears or goes away.",
  },
  {
    title: "Alerts that fire",
    description:
      "Alerts about scopes and the operator, as Prometheus has them now. The runbook of each says what it means and how to mend it.",
    view: {
      kind: "table",
      columns: [
        { of: "alertname", title: "Alert" },
        { of: "severity", title: "Severity" },
        { of: "scope", title: "Scope" },
        { of: "namespace", title: "Namespace" },
        { of: "cluster", title: "Cluster" },
      ],
    },
    unit: "none",
    width: 16,
    queries: [
      {
        expr:
          "max by (cluster, alertname, severity, scope, namespace) " +
          `(ALERTS{alertname=~"Isms.+", alertstate="firing", cluster=~"$cluster"})`,
      },
    ],
    noValue: "none",
    mayBeEmpty: "No alert may fire.",
  },
];
