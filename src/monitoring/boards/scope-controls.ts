import { FRAMEWORKS } from "../../api/controls.ts";
import { highest, total } from "../promql.ts";
import type { Panel, Words } from "./panel.ts";
import { areas, table } from "./panels.ts";
import { PLAIN, SOME_IS_BAD } from "./reading.ts";
import { ofScope } from "./selection.ts";

const eachControl = highest(["scope", "framework", "control"], ofScope("isms_scope_control_findings"));
/** A control of two scopes counts twice: it may hold in one and not in the other. */
const controls = (compared: string) => `sum by (cluster, framework) (${eachControl} ${compared})`;

const STANDARDS: Words = Object.fromEntries(Object.entries(FRAMEWORKS).map(([id, text]) => [id, { text, colour: "text" as const }]));

/** For the auditor: what the findings are findings of, and how much of the statement is held against the cluster. */
export const CONTROLS: readonly Panel[] = [
  {
    title: "Controls by standard",
    description:
      "Controls that a check serves which is switched on, with and without findings. It speaks of what the checks see, not of the whole control, " +
      "and of no control that no check serves.",
    view: { kind: "bars" },
    unit: "none",
    decimals: 0,
    width: 8,
    queries: [
      { expr: controls("== bool 0"), legend: "{{framework}} without findings {{cluster}}" },
      { expr: controls("> bool 0"), legend: "{{framework}} with findings {{cluster}}" },
    ],
    steps: PLAIN,
    noValue: "no scope",
  },
  table(
    "Findings by control",
    `sort_desc(${total(["framework", "control"], ofScope("isms_scope_control_findings"))} > 0)`,
    [
      { of: "framework", title: "Standard", words: STANDARDS },
      { of: "control", title: "Control" },
      { of: "A", title: "Findings", steps: SOME_IS_BAD },
      { of: "cluster", title: "Cluster" },
    ],
    {
      description:
        "Which controls the findings are about. A finding counts under each control that its check serves: do not add the rows up. " +
        "docs/controls.md names the checks of each control.",
      noValue: "no findings",
      mayBeEmpty: "There may be no findings.",
    },
  ),
  areas("Statements over time", [{ expr: total(["state"], ofScope("isms_scope_statements")), legend: "{{state}} {{cluster}}" }], {
    description:
      "How much of the statement the cluster confirms, contradicts, does not show yet, or can never show. A growing documentary part is evidence " +
      "that has to come from elsewhere.",
  }),
];
