import { Discovery } from "../cluster/discovery.ts";
import { createSync, type Sync } from "../cluster/sync.ts";
import type { Transport } from "../cluster/transport.ts";
import type { Coverage } from "../facts/facts.ts";
import type { Logger } from "../telemetry/log.ts";
import { resourceOf, type OperatorInstruments } from "./instruments.ts";
import { isReportKind, type WatchedKind, type World } from "./world.ts";

export interface WatchOptions {
  readonly world: World;
  readonly transport: Pick<Transport, "request" | "stream">;
  readonly instruments: Pick<OperatorInstruments, "restarted">;
  readonly log: Pick<Logger, "debug" | "info" | "warn">;
  readonly changed: () => void;
  /** Between two looks at what the server serves, in ms. */
  readonly lookMs?: number;
}

const UNREAD = {
  Forbidden: "cannot be read, and what needs it is unknown: grant list and watch, by upgrading the Helm release or applying k8s/rbac.yaml",
  NotServed: "cannot be read, and what needs it is unknown: install the API that serves it",
} as const;

/** Nobody need install an API of reports; only what is there and may not be read is somebody's oversight. */
function tellReports(log: WatchOptions["log"], resource: string, coverage: Coverage): void {
  if (coverage.state === "Forbidden")
    log.warn(
      { resource, problem: coverage.message },
      "reports cannot be read, so none is written: grant what k8s/rbac.yaml grants on them",
    );
  else if (coverage.state !== "Syncing") log.info({ resource }, "not served, so no such report is written until it is");
}

/** Keeps the world equal to the server: every kind that is read, and those of optional APIs as soon as they are installed. */
export function createWatches({ world, transport, instruments, log, changed, lookMs }: WatchOptions): Sync<WatchedKind> {
  const sources = world.sources();
  const tell = (kind: WatchedKind, coverage: Coverage): void => {
    const resource = resourceOf(kind);
    if (coverage.state === "Synced") log.info({ resource, objects: world.count(kind) }, "read");
    else if (isReportKind(kind)) tellReports(log, resource, coverage);
    else if (coverage.state === "Absent") log.info({ resource }, "not installed, so there are none; it is read as soon as it is");
    else if (coverage.state !== "Syncing") log.warn({ resource, problem: coverage.message }, UNREAD[coverage.state]);
  };
  const sync = createSync<WatchedKind>({
    sources,
    transport,
    onState: (kind, coverage) => {
      world.setCoverage(kind, coverage);
      tell(kind, coverage);
      changed();
    },
    onRestart: (kind, { reason, message }) => {
      instruments.restarted(kind, reason);
      if (reason !== "Closed") log.debug({ resource: resourceOf(kind), reason, problem: message }, "watch begun again");
    },
  });
  const optional = sources.filter((source) => source.optional);
  const discovery = new Discovery({
    wanted: optional.map(({ path }) => path),
    transport,
    onServed: (paths) => {
      for (const { kind, path } of optional) if (paths.has(path) && isMissing(world.coverage(kind))) sync.resync(kind);
    },
    ...(lookMs === undefined ? {} : { pauseMs: lookMs }),
  });
  return {
    async run(signal) {
      await Promise.all([sync.run(signal), discovery.run(signal)]);
    },
    resync: (kind) => sync.resync(kind),
  };
}

/** Whoever is told this of a kind that is served waits for the end of a long pause. */
const isMissing = ({ state }: Coverage): boolean => state === "Absent" || state === "NotServed";
