import type { QueueObserver } from "../cluster/queue.ts";
import type { RequestRecord } from "../cluster/transport.ts";
import type { AssessmentResult } from "../assess/snapshot.ts";
import { GROUP } from "../api/names.ts";
import type { Coverage } from "../facts/facts.ts";
import { REPORT_KINDS } from "../api/report-apis.ts";
import { KINDS } from "../facts/kinds.ts";
import { renderMetrics } from "../outputs/exposition.ts";
import type { CachedResource } from "../outputs/metric-row.ts";
import { METRICS } from "../outputs/metrics.ts";
import type { Plan } from "../outputs/plan.ts";
import { CONTROLLER, PROCESS_METRICS } from "../outputs/process-metrics.ts";
import { statementKind } from "../outputs/statement-kinds.ts";
import { createInstruments } from "../telemetry/instruments.ts";
import { processReadings } from "../telemetry/process-readings.ts";
import type { WatchedKind, World } from "./world.ts";

const QUEUE = { name: CONTROLLER, controller: CONTROLLER };
const WRITERS = 4;

const PLURALS: ReadonlyMap<WatchedKind, string> = new Map<WatchedKind, string>([
  ["IsmsScope", `ismsscopes.${GROUP}`],
  ["ScopeException", `scopeexceptions.${GROUP}`],
  ...REPORT_KINDS.map(({ kind, plural, group }) => [kind as WatchedKind, `${plural}.${group}`] as const),
  ...KINDS.map(({ kind, plural }) => [kind, plural] as const),
]);

/** The plural resource name of a kind, as metrics and health name it. */
export const resourceOf = (kind: WatchedKind): string => PLURALS.get(kind) ?? kind;

/** What the operator counts and measures, and the text that a scrape gets. */
export type OperatorInstruments = ReturnType<typeof createOperatorInstruments>;

export function createOperatorInstruments(world: World, leaseName: string) {
  const { record, ...process } = createInstruments(PROCESS_METRICS, processReadings());
  record.controller_runtime_max_concurrent_reconciles.set(WRITERS, { controller: CONTROLLER });
  record.leader_election_master_status.set(0, { name: leaseName });
  return {
    writers: WRITERS,
    request: ({ code, method, host }: RequestRecord) => record.rest_client_requests_total.add(1, { code, method, host }),
    restarted: (kind: WatchedKind, reason: string) => record.isms_watch_restarts_total.add(1, { resource: resourceOf(kind), reason }),
    leading: (leads: boolean) => record.leader_election_master_status.set(leads ? 1 : 0, { name: leaseName }),
    written: (failed: boolean) => {
      record.controller_runtime_reconcile_total.add(1, { controller: CONTROLLER, result: failed ? "error" : "success" });
      if (failed) record.controller_runtime_reconcile_errors_total.add(1, { controller: CONTROLLER });
    },
    /** A turn succeeded. `seconds` it took; `sinceChange` seconds since the first change it takes into account arrived. */
    turned: (at: number, seconds: number, sinceChange: number | undefined) => {
      record.isms_evaluations_total.add(1, { result: "success" });
      record.isms_evaluation_duration_seconds.observe(seconds);
      record.isms_evaluation_last_success_timestamp_seconds.set(at / 1000);
      if (sinceChange !== undefined) record.isms_change_to_verdict_seconds.observe(sinceChange);
    },
    failed: () => record.isms_evaluations_total.add(1, { result: "error" }),
    drifted: ({ changes }: Plan) => {
      for (const { action, finding } of changes) {
        const counted = action === "detected" ? action : "resolved";
        record.isms_scope_drift_events_total.add(1, { scope: finding.scope, kind: statementKind(finding), action: counted });
      }
    },
    queue: queueObserver(record),
    scrape: async (assessment: AssessmentResult | undefined) => (await process.text()) + (assessment ? stateText(world, assessment) : ""),
  };
}

function stateText(world: World, { snapshot }: AssessmentResult): string {
  const declared = { scopes: world.scopes.coverage, exceptions: world.exceptions.coverage };
  return renderMetrics(METRICS, { snapshot, declared, scopes: world.scopes.all(), cache: cacheOf(world) });
}

const cacheOf = (world: World): CachedResource[] =>
  [...PLURALS].map(([kind, resource]) => ({ resource, objects: world.count(kind), synced: isKnown(world.coverage(kind)) }));

/** All of what is not installed is known: there is none. */
const isKnown = ({ state }: Coverage): boolean => state === "Synced" || state === "Absent";

type Recorder = ReturnType<typeof createInstruments<typeof PROCESS_METRICS>>["record"];

function queueObserver(record: Recorder): QueueObserver {
  let active = 0;
  const busy = (by: 1 | -1) => {
    active += by;
    record.controller_runtime_active_workers.set(active, { controller: CONTROLLER });
  };
  return {
    depth: (keys) => record.workqueue_depth.set(keys, QUEUE),
    added: () => record.workqueue_adds_total.add(1, QUEUE),
    retried: () => record.workqueue_retries_total.add(1, QUEUE),
    started: (seconds) => {
      busy(1);
      record.workqueue_queue_duration_seconds.observe(seconds, QUEUE);
    },
    finished: (seconds) => {
      busy(-1);
      record.workqueue_work_duration_seconds.observe(seconds, QUEUE);
      record.controller_runtime_reconcile_time_seconds.observe(seconds, { controller: CONTROLLER });
    },
  };
}
