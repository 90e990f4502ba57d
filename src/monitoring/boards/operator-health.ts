import { highest, increase } from "../promql.ts";
import type { Board, Panel } from "./panel.ts";
import { figure, lines, table } from "./panels.ts";
import { API, EVALUATION, PROCESS, READING, WRITING } from "./operator-work.ts";
import { NONE_IS_BAD } from "./reading.ts";
import { ofOperator, quantile, REPLICA, VARIABLES } from "./selection.ts";

const NOT_SCRAPED = "not scraped";
const up = ofOperator("up").text;
const leads = highest(["pod", "instance", "name"], ofOperator("leader_election_master_status"));
const withinAnHour = increase("1h");

const NOW: readonly Panel[] = [
  figure(
    "Replicas that answer",
    { expr: `sum by (cluster) (${up})`, legend: "{{cluster}}" },
    {
      description: "Replicas that Prometheus reaches. With none, drift is not noticed and every alert about scopes is silent.",
      steps: NONE_IS_BAD,
      noValue: NOT_SCRAPED,
    },
  ),
  figure(
    "Leaders",
    { expr: `sum by (cluster) (${leads})`, legend: "{{cluster}}" },
    {
      description:
        "Exactly one replica leads and writes labels, status, events and reports. None: nothing is written. Two: there is a second installation.",
      steps: ["red", [1, "green"], [2, "red"]],
      noValue: NOT_SCRAPED,
    },
  ),
  figure(
    "Last evaluation",
    { expr: `time() - ${highest([], ofOperator("isms_evaluation_last_success_timestamp_seconds"))}`, legend: "{{cluster}}" },
    {
      description:
        "Time since a turn last succeeded. A quiet cluster is evaluated every five minutes too: above 15 minutes the log says why not.",
      unit: "s",
      decimals: 0,
      steps: ["green", [600, "orange"], [900, "red"]],
      noValue: NOT_SCRAPED,
    },
  ),
  figure(
    "Failed turns (1 h)",
    { expr: highest([], ofOperator("isms_evaluations_total", { result: "error" }), withinAnHour), legend: "{{cluster}}" },
    {
      description: "Turns that ended in an error within the last hour. The log has each; please report them.",
      decimals: 0,
      noValue: NOT_SCRAPED,
    },
  ),
  figure(
    "Failed writes (1 h)",
    {
      expr: `${highest([], ofOperator("controller_runtime_reconcile_errors_total"), withinAnHour)} or sum by (cluster) (${up}) * 0`,
      legend: "{{cluster}}",
    },
    {
      description:
        "Labels, status or events that could not be written within the last hour. The log lines `cannot be written` say what to grant or mend.",
      decimals: 0,
      noValue: NOT_SCRAPED,
    },
  ),
  figure(
    "Change to verdict (1 h)",
    { expr: quantile(0.99, "isms_change_to_verdict_seconds", withinAnHour), legend: "{{cluster}}" },
    {
      description:
        "From the arrival of a change to the verdict that takes it into account, for all but one of a hundred changes of the last hour. The aim is 100 ms.",
      unit: "s",
      decimals: 3,
      steps: ["green", [0.1, "orange"], [1, "red"]],
      noValue: "no change",
      mayBeEmpty: "Nothing may have changed within the hour.",
    },
  ),
];

const LEADERSHIP: readonly Panel[] = [
  {
    ...lines("Who leads", [{ expr: leads, legend: REPLICA }], {
      description: "Which replica led when. A change is a restart, or a lease that was not renewed in time.",
      width: 16,
    }),
    view: { kind: "timeline" },
    words: { "1": { text: "leads", colour: "green" }, "0": { text: "follows", colour: "blue" } },
  },
  table(
    "Replicas",
    `time() - ${highest(["pod", "instance"], ofOperator("process_start_time_seconds"))}`,
    [
      { of: "pod", title: "Pod" },
      { of: "instance", title: "Instance" },
      { of: "A", title: "Runs for", unit: "s", decimals: 0 },
      { of: "cluster", title: "Cluster" },
    ],
    { description: "Every replica and how long it has been running. A short time without an update is a crash: see its last termination." },
  ),
];

/** For whoever is on call for the operator. */
export const operatorHealth: Board = {
  id: "isms-scope-operator",
  title: "ISMS scope / Operator",
  description: "Whether the operator looks, how soon it answers, what it asks of the API server, and what it costs.",
  variables: [VARIABLES.cluster],
  sections: [
    { title: "Now", height: 4, panels: NOW },
    { title: "Replicas", height: 6, panels: LEADERSHIP },
    { title: "Evaluation", height: 8, panels: EVALUATION },
    { title: "Reading", height: 8, panels: READING },
    { title: "Writing", height: 8, panels: WRITING },
    { title: "API server", height: 8, panels: API },
    { title: "Process", height: 8, panels: PROCESS },
  ],
};
