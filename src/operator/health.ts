import type { HealthCheck } from "../telemetry/http.ts";
import { FACT_KINDS } from "../facts/facts.ts";
import { resourceOf } from "./instruments.ts";
import type { WatchedKind, World } from "./world.ts";

/** What /healthz and /readyz answer. */

/** Turns that fail for longer than this ask for a restart. */
const FAILING_MS = 60_000;

/** `failingSince`: epoch ms of the first of the turns that failed in a row. */
export const liveness = (failingSince: number | undefined, now: number): HealthCheck[] => [
  failingSince !== undefined && now - failingSince > FAILING_MS
    ? { name: "turns", ok: false, detail: "every turn has failed for a minute; the log says why" }
    : { name: "turns", ok: true },
];

/** Ready when every kind is read, or known to be unreadable, and that has been assessed. Without IsmsScope there is nothing to answer. */
export const readiness = (world: World, settled: boolean): HealthCheck[] => [
  declaration(world),
  ...(["ScopeException", ...FACT_KINDS] as const).map((kind) => reading(world, kind)),
  settled ? { name: "assessment", ok: true } : { name: "assessment", ok: false, detail: "what it needs is not all read" },
];

function declaration(world: World): HealthCheck {
  const { coverage } = world.scopes;
  const name = resourceOf("IsmsScope");
  if (coverage.state === "Synced") return { name, ok: true };
  if (coverage.state === "Syncing") return { name, ok: false, detail: "being read" };
  if (coverage.state === "Absent") return { name, ok: false, detail: "not installed" };
  const mend = coverage.state === "NotServed" ? "install the CustomResourceDefinitions" : "grant list and watch";
  return { name, ok: false, detail: `${coverage.message}: ${mend}` };
}

/** A kind that cannot be read does not hold up the rest: its checks are unknown, and the condition CoverageComplete says so. */
function reading(world: World, kind: WatchedKind): HealthCheck {
  const coverage = world.coverage(kind);
  const name = resourceOf(kind);
  switch (coverage.state) {
    case "Syncing":
      return { name, ok: false, detail: "being read" };
    case "Synced":
      return { name, ok: true };
    case "Absent":
      return { name, ok: true, detail: "not installed, so there are none" };
    default:
      return { name, ok: true, detail: `not readable, its checks are unknown: ${coverage.message}` };
  }
}
