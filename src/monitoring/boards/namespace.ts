import { highest, oneOf, total } from "../promql.ts";
import type { Board, Panel } from "./panel.ts";
import { areas, figure, lines, table } from "./panels.ts";
import { PLAIN, SEVERITY, SOME_IS_BAD } from "./reading.ts";
import { ABOUT_A_NAMESPACE, inCluster, namespaceFindings, ofNamespace, VARIABLES } from "./selection.ts";

const NOT_CHOSEN = "no such namespace";
const NO_FINDINGS = "A namespace appears with its findings only.";
const UNDECLARED = "Only a namespace that is in scope, excluded or in conflict has a scope.";

const info = (labels: readonly ("state" | "scope" | "environment")[]) => highest(labels, ofNamespace("isms_namespace_scope_info"));

const name = (title: string, label: "state" | "scope" | "environment", rest: Pick<Panel, "description"> & Partial<Panel>): Panel => {
  const present = label === "state" ? ofNamespace("isms_namespace_scope_info") : ofNamespace("isms_namespace_scope_info", SET[label]);
  const query = { expr: highest([label], present), legend: `{{${label}}} {{cluster}}` };
  return { ...figure(title, query, rest), view: { kind: "name" }, steps: PLAIN };
};
const SET = {
  scope: { scope: { operator: "!=", value: "" } },
  environment: { environment: { operator: "!=", value: "" } },
} as const;

const NOW: readonly Panel[] = [
  name("State", "state", {
    description:
      "What the namespace is to the declared scopes: in_scope, excluded, in conflict, undeclared, or system, which belongs to the cluster itself. " +
      "An undeclared one is not judged: declare it or remove it.",
    noValue: NOT_CHOSEN,
  }),
  name("Scope", "scope", {
    description: "The scope that declares the namespace, in or out.",
    width: 6,
    noValue: "none",
    mayBeEmpty: UNDECLARED,
  }),
  name("Environment", "environment", {
    description: "The environment of the scope that selects the namespace.",
    width: 6,
    noValue: "none",
    mayBeEmpty: "Only a namespace that is in scope has an environment.",
  }),
  figure(
    "Findings",
    { expr: `${namespaceFindings([])} or ${info([])} * 0`, legend: "{{cluster}}" },
    { description: "Subjects in the namespace that fail a check, and the namespace itself where it does.", noValue: NOT_CHOSEN },
  ),
  figure(
    "Critical and high",
    {
      expr: `${total([], ofNamespace("isms_scope_findings", { severity: oneOf("Critical", "High") }))} or ${info([])} * 0`,
      legend: "{{cluster}}",
    },
    { description: "Findings that the scope rates Critical or High: mend these first.", steps: ["green", [1, "red"]], noValue: NOT_CHOSEN },
  ),
];

const FINDINGS: readonly Panel[] = [
  table(
    "Findings by check",
    `sort_desc(${namespaceFindings(["check", "severity", "scope"])} > 0)`,
    [
      { of: "check", title: "Check" },
      { of: "severity", title: "Severity", words: SEVERITY },
      { of: "A", title: "Findings", steps: SOME_IS_BAD },
      { of: "scope", title: "Scope", leadsTo: { board: "isms-scope-overview", variable: "scope" } },
      { of: "cluster", title: "Cluster" },
    ],
    {
      description:
        "Which checks fail here. `kubectl describe scope` names the workloads, and so do the events in the namespace: each says what to mend.",
      width: 12,
      noValue: "no findings",
      mayBeEmpty: NO_FINDINGS,
    },
  ),
  areas("Findings over time", [{ expr: namespaceFindings(["check"]), legend: "{{check}} {{cluster}}" }], {
    description: "When each finding appeared and when it was mended. Nothing is drawn where there were none.",
    width: 12,
    noValue: "no findings",
    mayBeEmpty: NO_FINDINGS,
  }),
];

const HISTORY: readonly Panel[] = [
  {
    ...lines("State over time", [{ expr: info(["state"]), legend: "{{state}} {{cluster}}" }], {
      description: "When the namespace came into scope and when it left, by its own labels or by a change of the statement.",
      width: 24,
      noValue: NOT_CHOSEN,
    }),
    view: { kind: "timeline" },
    words: { "1": { text: "yes", colour: "blue" } },
  },
];

const OTHERS: readonly Panel[] = [
  table(
    "All namespaces",
    highest(["namespace", "state", "scope", "environment"], inCluster("isms_namespace_scope_info")),
    [
      { of: "namespace", title: "Namespace", leadsTo: { board: "isms-scope-namespace", variable: "namespace" } },
      { of: "state", title: "State" },
      { of: "scope", title: "Scope" },
      { of: "environment", title: "Environment" },
      { of: "cluster", title: "Cluster" },
    ],
    { description: "Every namespace of the chosen clusters and what it is to the declared scopes. A click shows it above.", width: 12 },
  ),
  table(
    "Namespaces with findings",
    `sort_desc(${total(["namespace", "scope"], inCluster("isms_scope_findings", ABOUT_A_NAMESPACE))} > 0)`,
    [
      { of: "namespace", title: "Namespace", leadsTo: { board: "isms-scope-namespace", variable: "namespace" } },
      { of: "scope", title: "Scope" },
      { of: "A", title: "Findings", steps: SOME_IS_BAD },
      { of: "cluster", title: "Cluster" },
    ],
    { description: "Where else something is to be mended, the most first.", width: 12, noValue: "no findings", mayBeEmpty: NO_FINDINGS },
  ),
];

/** For whoever runs something in a namespace. */
export const namespace: Board = {
  id: "isms-scope-namespace",
  title: "ISMS scope / Namespace",
  description: "What one namespace is to the declared scopes, what fails in it, and since when.",
  variables: [VARIABLES.cluster, VARIABLES.namespace],
  sections: [
    { title: "Now", height: 4, panels: NOW },
    { title: "What to mend", height: 8, panels: FINDINGS },
    { title: "History", height: 5, panels: HISTORY },
    { title: "Other namespaces", height: 10, panels: OTHERS },
  ],
};
