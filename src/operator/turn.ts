import type { ReportChoice } from "../api/report-apis.ts";
import { assess, type AssessmentInput, type AssessmentResult } from "../assess/snapshot.ts";
import { soonest } from "../assess/deadline.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import { initialMemory, plan, type Plan, type PlanMemory } from "../outputs/plan.ts";
import type { World } from "./world.ts";

/**
 * One turn, whole: what changed → assessed → the next snapshot → what should be written.
 * Synchronous and free of effects but for taking the changes; the loop publishes the snapshot and hands the actions on.
 */

export interface TurnState {
  readonly assessment: AssessmentResult | undefined;
  /** What planning remembers while this process leads; begun anew each time it is elected. */
  readonly planning: PlanMemory;
}

export interface TurnSettings {
  readonly systemNamespaces: readonly string[];
  readonly labelNamespaces: boolean;
  /** The API in which to report. */
  readonly reports: ReportChoice;
  /** Followers assess, but plan nothing. */
  readonly leading: boolean;
  /** Runs each phase, and may look at the clock meanwhile. */
  readonly timed: <T>(phase: "assess" | "plan", work: () => T) => T;
}

export interface TurnResult {
  readonly state: TurnState & { readonly assessment: AssessmentResult };
  readonly plan: Plan | undefined;
  /** The next instant (epoch ms) at which something changes by time alone. */
  readonly changesAt: number | undefined;
}

export const firstTurn = (): TurnState => ({ assessment: undefined, planning: initialMemory() });

export function takeTurn(world: World, { assessment: previous, planning }: TurnState, settings: TurnSettings, now: number): TurnResult {
  const { facts, scopes, exceptions } = world;
  const { timed, labelNamespaces } = settings;
  const changes = facts.takeChanges();
  const input: AssessmentInput = {
    previous,
    dirty: changes.cluster ? "all" : changes.namespaces,
    dirtyObjects: changes.objects,
    now,
    facts,
    scopes: scopes.all(),
    exceptions: exceptions.all(),
    exceptionsRead: exceptions.coverage.state === "Synced",
    checks: CHECKS,
    keepsAnnotations: (keys) => facts.keepsAnnotations(keys),
    quarantined: world.quarantined(),
    system: settings.systemNamespaces,
  };
  const assessment = timed("assess", () => assess(input));
  const next = assessment.snapshot;
  if (!settings.leading) return { state: { assessment, planning: initialMemory() }, plan: undefined, changesAt: next.changesAt };

  const declared = { scopes: scopes.coverage, exceptions: exceptions.coverage };
  const read = { scopes: scopes.all(), exceptions: exceptions.all() };
  const reports = { choice: settings.reports, observed: world.reports };
  const planned = timed("plan", () => plan({ next, now, facts, declared, ...read, labelNamespaces, reports, memory: planning }));
  const changesAt = soonest(next.changesAt, planned.changesAt);
  return { state: { assessment, planning: planned.memory }, plan: planned, changesAt };
}
