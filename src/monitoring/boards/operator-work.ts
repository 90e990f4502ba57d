import { highest } from "../promql.ts";
import type { Panel } from "./panel.ts";
import { lines, table } from "./panels.ts";
import { YES_NO } from "./reading.ts";
import { ofOperator, quantile, rate, rateBy, REPLICA } from "./selection.ts";

/** Two quantiles of the same histogram as lines. */
const spread = (metric: Parameters<typeof quantile>[1]): Panel["queries"] => [
  { expr: quantile(0.5, metric), legend: "p50 {{cluster}}" },
  { expr: quantile(0.99, metric), legend: "p99 {{cluster}}" },
];

/** How soon a change becomes a verdict. */
export const EVALUATION: readonly Panel[] = [
  lines("Change to verdict", spread("isms_change_to_verdict_seconds"), {
    description: "From the arrival of a watch event to the publication of the snapshot that takes it into account.",
    unit: "s",
    mayBeEmpty: "Nothing may have changed of late.",
  }),
  lines("Evaluation duration", spread("isms_evaluation_duration_seconds"), {
    description: "How long a turn took. A turn is as long as what changed is large: seconds only where a scope over everything did.",
    unit: "s",
    mayBeEmpty: "No turn may have been of late.",
  }),
  lines("Turns", [{ expr: rateBy(["result"], ofOperator("isms_evaluations_total")), legend: "{{result}} {{cluster}}" }], {
    description: "Turns per second of all replicas, by result. Errors should be none.",
    unit: "ops",
  }),
];

/** What the operator knows of the cluster. */
export const READING: readonly Panel[] = [
  lines("Objects remembered", [{ expr: highest(["resource"], ofOperator("isms_cache_objects")), legend: "{{resource}} {{cluster}}" }], {
    description: "Objects of each kind that a replica keeps the facts of. A sudden fall is a kind that is read anew.",
    unit: "short",
  }),
  table(
    "What is read",
    `min by (cluster, resource) (${ofOperator("isms_cache_synced").text})`,
    [
      { of: "resource", title: "Resource" },
      { of: "A", title: "Read whole", words: YES_NO },
      { of: "cluster", title: "Cluster" },
    ],
    {
      description:
        "Kinds that every replica has read completely. What is not read makes verdicts unknown: grant list and watch, or install the kind.",
    },
  ),
  lines(
    "Watches begun again",
    [{ expr: rateBy(["resource", "reason"], ofOperator("isms_watch_restarts_total")), legend: "{{resource}}: {{reason}} {{cluster}}" }],
    {
      description:
        "Watches that ended, by kind and reason. Closed is the API server's ordinary end of a watch; the others say that something is between.",
      unit: "ops",
      noValue: "none",
      mayBeEmpty: "No watch may have ended yet.",
    },
  ),
];

/** What the operator writes into the cluster. */
export const WRITING: readonly Panel[] = [
  lines(
    "Queue",
    [
      { expr: highest(["pod", "instance"], ofOperator("workqueue_depth")), legend: `waiting ${REPLICA}` },
      { expr: highest(["pod", "instance"], ofOperator("controller_runtime_active_workers")), legend: `in work ${REPLICA}` },
      { expr: highest(["pod", "instance"], ofOperator("controller_runtime_max_concurrent_reconciles")), legend: `workers ${REPLICA}` },
    ],
    {
      description: "What waits to be written, and how many workers are at it. A queue that stays is an API server that is slow or refuses.",
    },
  ),
  lines(
    "Time in the queue and in work, p99",
    [
      { expr: quantile(0.99, "workqueue_queue_duration_seconds"), legend: "in the queue {{cluster}}" },
      { expr: quantile(0.99, "workqueue_work_duration_seconds"), legend: "in work {{cluster}}" },
      { expr: quantile(0.99, "controller_runtime_reconcile_time_seconds"), legend: "reconciliation {{cluster}}" },
    ],
    { description: "How long a write waited, and how long it took.", unit: "s", mayBeEmpty: "Nothing may have been written of late." },
  ),
  lines(
    "Writes",
    [
      { expr: rateBy(["result"], ofOperator("controller_runtime_reconcile_total")), legend: "{{result}} {{cluster}}" },
      { expr: rateBy([], ofOperator("workqueue_adds_total")), legend: "added {{cluster}}" },
      { expr: rateBy([], ofOperator("workqueue_retries_total")), legend: "tried again {{cluster}}" },
    ],
    { description: "Objects written per second by result, and what was put into the queue, for the first time or again.", unit: "ops" },
  ),
];

/** What the operator asks of the API server. */
export const API: readonly Panel[] = [
  lines("API requests by code", [{ expr: rateBy(["code"], ofOperator("rest_client_requests_total")), legend: "{{code}} {{cluster}}" }], {
    description:
      "Answers of the API server per second. 403 is a right that is missing, 409 a conflict, 429 an API server that asks for less.",
    unit: "reqps",
    width: 12,
  }),
  lines(
    "API requests by method",
    [{ expr: rateBy(["method"], ofOperator("rest_client_requests_total")), legend: "{{method}} {{cluster}}" }],
    {
      description:
        "What is asked of the API server. PATCH and POST are labels, status, events and reports; DELETE is of reports; PUT is the lease.",
      unit: "reqps",
      width: 12,
    },
  ),
];

/** What a replica costs. */
export const PROCESS: readonly Panel[] = [
  lines("CPU", [{ expr: highest(["pod", "instance"], ofOperator("process_cpu_seconds_total"), rate), legend: REPLICA }], {
    description: "Cores in use by each replica. A busy one works through a change of much at once; one that stays busy does not keep up.",
    unit: "none",
  }),
  lines(
    "Memory",
    [
      { expr: highest(["pod", "instance"], ofOperator("process_resident_memory_bytes")), legend: `resident ${REPLICA}` },
      { expr: highest(["pod", "instance"], ofOperator("nodejs_heap_size_used_bytes")), legend: `heap ${REPLICA}` },
    ],
    {
      description:
        "Resident memory of each replica, and the part of it that is JavaScript heap. Compare it with the limit of the container.",
      unit: "bytes",
    },
  ),
  lines("Event loop", [{ expr: highest(["pod", "instance"], ofOperator("nodejs_eventloop_utilization_ratio")), legend: REPLICA }], {
    description: "Share of the time in which the event loop was busy. Near 100 % the replica does not keep up.",
    unit: "percentunit",
  }),
];
