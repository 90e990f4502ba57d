/** What the process counts as it goes: definitions as data, made into instruments by the telemetry registry. */

/** A metric that is recorded where something happens. */
export interface ProcessMetric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in the unit of its name. */
  readonly buckets?: readonly number[];
  /** Series that exist from the start, at zero, so that the first increase is seen as one. */
  readonly start?: readonly Readonly<Record<string, string>>[];
}

/** As in controller-runtime, so that boards made for it fit. */
const RECONCILE_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5,
  5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
] as const;
/** Ten nanoseconds to a thousand seconds, as in controller-runtime. */
const QUEUE_BUCKETS = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1000] as const;
/** A turn takes microseconds when one namespace changed, and seconds when a scope over everything did. */
const EVALUATION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] as const;
/** The aim is 100 ms; what is far above it must still be told apart. */
const CHANGE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** Name under which the one controller of this process appears in metrics made for controller-runtime. */
export const CONTROLLER = "isms-scope";

const QUEUE_LABELS = ["name", "controller"] as const;

export const PROCESS_METRICS = [
  {
    name: "controller_runtime_active_workers",
    type: "gauge",
    help: "Workers of a controller that are busy now.",
    labels: ["controller"],
  },
  {
    name: "controller_runtime_max_concurrent_reconciles",
    type: "gauge",
    help: "Workers that a controller may have busy at once.",
    labels: ["controller"],
  },
  {
    name: "controller_runtime_reconcile_errors_total",
    type: "counter",
    help: "Reconciliations that ended in an error, by controller.",
    labels: ["controller"],
    start: [{ controller: CONTROLLER }],
  },
  {
    name: "controller_runtime_reconcile_time_seconds",
    type: "histogram",
    help: "How long a reconciliation took, by controller.",
    labels: ["controller"],
    buckets: RECONCILE_BUCKETS,
  },
  {
    name: "controller_runtime_reconcile_total",
    type: "counter",
    help: "Reconciliations by controller and result: success, error, requeue or requeue_after.",
    labels: ["controller", "result"],
  },
  {
    name: "isms_change_to_verdict_seconds",
    type: "histogram",
    help: "From the arrival of a watch event to the publication of the snapshot that takes it into account.",
    labels: [],
    buckets: CHANGE_BUCKETS,
  },
  {
    name: "isms_evaluation_duration_seconds",
    type: "histogram",
    help: "How long a turn took to evaluate what had changed.",
    labels: [],
    buckets: EVALUATION_BUCKETS,
  },
  {
    name: "isms_evaluation_last_success_timestamp_seconds",
    type: "gauge",
    help: "When a turn last succeeded, in seconds since the epoch. A turn is taken every five minutes even when nothing changes.",
    labels: [],
  },
  {
    name: "isms_evaluations_total",
    type: "counter",
    help: "Turns by result: success or error.",
    labels: ["result"],
    start: [{ result: "success" }, { result: "error" }],
  },
  {
    name: "isms_scope_drift_events_total",
    type: "counter",
    help: "Findings that appeared (detected) or went away (resolved) while this replica was leading, by kind of statement.",
    labels: ["scope", "kind", "action"],
  },
  {
    name: "isms_watch_restarts_total",
    type: "counter",
    help: "Watches that were ended and begun again, by resource and reason.",
    labels: ["resource", "reason"],
  },
  {
    name: "leader_election_master_status",
    type: "gauge",
    help: "Whether this replica leads (1) or not (0), by name of the lease.",
    labels: ["name"],
  },
  {
    name: "nodejs_eventloop_utilization_ratio",
    type: "gauge",
    help: "Share of the time since the last scrape in which the event loop was busy.",
    labels: [],
  },
  {
    name: "nodejs_heap_size_used_bytes",
    type: "gauge",
    help: "Bytes of the JavaScript heap in use.",
    labels: [],
  },
  {
    name: "process_cpu_seconds_total",
    type: "counter",
    help: "User and system CPU time spent, in seconds.",
    labels: [],
  },
  {
    name: "process_resident_memory_bytes",
    type: "gauge",
    help: "Resident memory, in bytes.",
    labels: [],
  },
  {
    name: "process_start_time_seconds",
    type: "gauge",
    help: "When the process started, in seconds since the epoch.",
    labels: [],
  },
  {
    name: "rest_client_requests_total",
    type: "counter",
    help: "HTTP requests to the API server, by status code, method and host.",
    labels: ["code", "method", "host"],
  },
  {
    name: "workqueue_adds_total",
    type: "counter",
    help: "Items added to the queue.",
    labels: QUEUE_LABELS,
  },
  {
    name: "workqueue_depth",
    type: "gauge",
    help: "Items that wait in the queue.",
    labels: QUEUE_LABELS,
  },
  {
    name: "workqueue_queue_duration_seconds",
    type: "histogram",
    help: "How long an item waited in the queue before it was worked on.",
    labels: QUEUE_LABELS,
    buckets: QUEUE_BUCKETS,
  },
  {
    name: "workqueue_retries_total",
    type: "counter",
    help: "Items that were put back to be tried again.",
    labels: QUEUE_LABELS,
  },
  {
    name: "workqueue_work_duration_seconds",
    type: "histogram",
    help: "How long it took to work on an item.",
    labels: QUEUE_LABELS,
    buckets: QUEUE_BUCKETS,
  },
] as const satisfies readonly ProcessMetric[];
