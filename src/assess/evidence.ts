import type { CheckId } from "../api/check-ids.generated.ts";
import type { Check, SubjectType } from "../checks/check.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { EntryEvidence, Evidence, ScopeVerdicts, StatementState, Tally } from "./assessment.ts";
import type { Basis } from "./basis.ts";
import type { Gathered } from "./gather.ts";
import { emptyTally, sum } from "./tally.ts";

/** What verdicts say of the statements of a scope. */

export interface Verdicts {
  readonly scope: CompiledScope;
  /** Verdicts about the statement itself. */
  readonly own: ScopeVerdicts;
  /** Over all places and the statement. */
  readonly gathered: Pick<Gathered, "checks" | "running">;
  /** Evidence by entry. */
  readonly byEntry: ReadonlyMap<string, readonly EntryEvidence[]>;
  readonly checks: ReadonlyMap<CheckId, Check>;
  /** Epoch ms. */
  readonly now: number;
}

/** Where a statement stands, and by what. */
export interface Decision {
  readonly state: StatementState;
  readonly evidence: readonly Evidence[];
}

export const DOCUMENTARY: Decision = { state: "documentary", evidence: [] };
export const UNOBSERVED: Decision = { state: "unobserved", evidence: [] };

const KIND_NAMES: Partial<Record<SubjectType, string>> = { VolumeClaim: "PersistentVolumeClaim", Neighbour: "Workload" };

/** What a check judges, in words for evidence that takes all its subjects together. */
const kindsJudged = (check: Check | undefined): string =>
  [...new Set(check?.appliesTo.map((type) => KIND_NAMES[type] ?? type))].sort().join(", ");

export const checksById = (table: Basis["checks"]): Verdicts["checks"] =>
  new Map([...table.values()].flat().map((check) => [check.id, check]));

const inOrder = (a: Evidence, b: Evidence): number => {
  if (a.check !== b.check) return a.check < b.check ? -1 : 1;
  return a.kind < b.kind ? -1 : 1;
};

export const evidenceByEntry = ({ evidence }: Pick<Gathered, "evidence">): Verdicts["byEntry"] =>
  Map.groupBy([...evidence.values()].sort(inOrder), ({ entry }) => entry);

export const evidenceAbout = ({ byEntry }: Verdicts, entry: string): readonly Evidence[] =>
  (byEntry.get(entry) ?? []).map(({ check, kind, tally }) => ({ check, kind, tally }));

/** All that a check said of its subjects together; nothing when it judged none. */
export const evidenceOf = ({ gathered, checks }: Verdicts, ids: Iterable<CheckId>): readonly Evidence[] =>
  [...ids].sort().flatMap((check) => {
    const tally = gathered.checks.get(check);
    return tally === undefined ? [] : [{ check, kind: kindsJudged(checks.get(check)), tally }];
  });

/** A failure violates, also one under an exception. Whoever has not seen everything verifies nothing. */
export const stateBy = ({ pass, fail, exempt, unknown }: Tally): StatementState => {
  if (fail + exempt > 0) return "violated";
  return pass > 0 && unknown === 0 ? "verified" : "unobserved";
};

const totalOf = (evidence: readonly Evidence[]): Tally => evidence.map(({ tally }) => tally).reduce(sum, emptyTally);

export const decidedBy = (evidence: readonly Evidence[]): Decision => ({ state: stateBy(totalOf(evidence)), evidence });

/** Whether the check is switched off in some environment, or where none applies. */
const isSilent = ({ scope }: Verdicts, check: CheckId): boolean =>
  [undefined, ...scope.spec.environments.map(({ name }) => name)].some((name) => !scope.setting(check, "Low", name).enabled);

/** Decided by all that these checks say. One that is switched off somewhere would not have told of a failure there: so much is not verified. */
export const decidedByChecks = (verdicts: Verdicts, ids: readonly CheckId[]): Decision => {
  const decision = decidedBy(evidenceOf(verdicts, ids));
  const doubtful = decision.state === "verified" && ids.some((check) => isSilent(verdicts, check));
  return doubtful ? { ...decision, state: "unobserved" } : decision;
};

const together = (a: StatementState, b: StatementState): StatementState => {
  const states = [a, b];
  if (states.includes("violated")) return "violated";
  return states.includes("unobserved") ? "unobserved" : "verified";
};

/** Two decisions about one statement. One that rests on nothing gives way to the other. */
export const combined = (a: Decision, b: Decision): Decision => {
  if (a.state === "documentary" || (a.state === "unobserved" && a.evidence.length === 0)) return b;
  const evidence = [...a.evidence, ...b.evidence.filter(({ check }) => !a.evidence.some((known) => known.check === check))];
  return { state: together(a.state, b.state), evidence: evidence.sort(inOrder) };
};
