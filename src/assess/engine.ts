import type { CheckId } from "../api/check-ids.generated.ts";
import type { Check, Outcome, Subject, SubjectType, Surroundings } from "../checks/check.ts";
import type { StringMap } from "../facts/facts.ts";
import type { CheckSetting, CompiledScope } from "../scope/compiled.ts";
import type { Finding, ScopeVerdicts, SubjectRef, Tally, Verdict } from "./assessment.ts";
import { OWN_KINDS, type Basis, type Place } from "./basis.ts";
import { earliest } from "./deadline.ts";
import { counted, emptyTally } from "./tally.ts";

/**
 * One check on one subject. In this order: a check that is switched off says nothing; a check that cannot see what it needs is
 * unknown; what does not apply is not counted; a failure under an exception is exempt. A check that throws is a bug of ours:
 * its subject is unknown, the error is recorded, and everything else goes on.
 */

/** A check that threw. */
export interface CheckError {
  readonly scope: string;
  readonly check: CheckId;
  readonly subject: SubjectRef;
  readonly message: string;
}

/** A check with its settings in one place. */
export interface PlannedCheck {
  readonly check: Check;
  readonly setting: CheckSetting;
  /** Whether all that it needs is seen there. */
  readonly sees: boolean;
}

/** A subject, how findings name it, and how exceptions recognise it. */
export interface Judged {
  readonly subject: Subject;
  readonly ref: SubjectRef;
  readonly labels: StringMap;
  /** The namespace by which exceptions recognise it. */
  readonly namespace: string | undefined;
}

/** Verdicts as they are reached, of one scope about one place. */
export interface Sheet {
  readonly scope: CompiledScope;
  readonly tallies: Map<CheckId, Tally>;
  readonly findings: Finding[];
  readonly exceptionsUsed: Set<string>;
  readonly errors: CheckError[];
  changesAt: number | undefined;
}

export const createSheet = (scope: CompiledScope): Sheet => ({
  scope,
  tallies: new Map(),
  findings: [],
  exceptionsUsed: new Set(),
  errors: [],
  changesAt: undefined,
});

export const verdictsOf = ({ tallies, findings, exceptionsUsed }: Sheet): ScopeVerdicts => ({ tallies, findings, exceptionsUsed });

/** Subjects that are judged by annotations whose keys the scope chooses. */
const MARKED: ReadonlySet<SubjectType> = new Set(["Workload", "VolumeClaim"]);

const missesKind = (sheet: Sheet, check: Check, { type, blind }: Place): boolean => {
  if (blind.size === 0) return false;
  try {
    const needed = [...OWN_KINDS[type], ...(check.needsUnder?.(sheet.scope) ?? check.needs)];
    return needed.some((kind) => blind.has(kind));
  } catch (error) {
    recordError(sheet, check, { kind: type, name: sheet.scope.name }, error);
    return true;
  }
};

/** Whether a check sees all that it needs to judge subjects of a place. */
export const seesEnough = (basis: Basis, sheet: Sheet, check: Check, place: Place): boolean =>
  (!MARKED.has(place.type) || basis.legible.has(sheet.scope.name)) && !missesKind(sheet, check, place);

/** The checks that are enabled in a place. */
export const planChecks = (basis: Basis, sheet: Sheet, place: Place): readonly PlannedCheck[] =>
  (basis.checks.get(place.type) ?? []).flatMap((check) => {
    const setting = sheet.scope.setting(check.id, check.severity, place.environment);
    return setting.enabled ? [{ check, setting, sees: seesEnough(basis, sheet, check, place) }] : [];
  });

const recordError = (sheet: Sheet, { id }: Check, subject: SubjectRef, error: unknown): void => {
  sheet.errors.push({ scope: sheet.scope.name, check: id, subject, message: error instanceof Error ? error.message : String(error) });
};

const count = (sheet: Sheet, { id }: Check, verdict: Verdict): Verdict => {
  sheet.tallies.set(id, counted(sheet.tallies.get(id) ?? emptyTally, verdict));
  return verdict;
};

/** Where no subject is seen because its kinds are not, there may be some: each check is unknown once. */
export const judgeUnseen = (sheet: Sheet, planned: readonly PlannedCheck[], { type, blind }: Place): void => {
  if (!OWN_KINDS[type].some((kind) => blind.has(kind))) return;
  for (const { check } of planned) count(sheet, check, "unknown");
};

/** Nothing is known of other namespaces yet. */
const around = ({ now }: Basis): Surroundings => ({ now, environmentOf: () => undefined, isSystem: () => false });

const evaluate = (basis: Basis, sheet: Sheet, { check }: PlannedCheck, { subject, ref }: Judged): Outcome | undefined => {
  try {
    return check.evaluate(subject, basis.facts, sheet.scope, around(basis));
  } catch (error) {
    recordError(sheet, check, ref, error);
    return undefined;
  }
};

interface Failure {
  readonly judged: Judged;
  readonly outcome: Extract<Outcome, { verdict: "fail" }>;
}

/** A failure is exempt while an exception covers it; of several the one that ends last is named. */
const fail = (basis: Basis, sheet: Sheet, { check, setting }: PlannedCheck, { judged, outcome }: Failure): Verdict => {
  const { ref, labels, namespace } = judged;
  const recognised = { kind: ref.kind, name: ref.name, namespace, labels };
  const exceptions = basis.exceptions.covering(sheet.scope.name, check.id, recognised, basis.now);
  const [granted] = exceptions;
  for (const { fact } of exceptions) sheet.exceptionsUsed.add(fact.name);
  sheet.changesAt = earliest(basis.now, sheet.changesAt, granted?.expiresAt);
  const verdict = granted === undefined ? "fail" : "exempt";
  sheet.findings.push({
    scope: sheet.scope.name,
    check: check.id,
    severity: setting.severity,
    mode: setting.mode,
    subject: ref,
    verdict,
    reason: outcome.reason,
    message: outcome.message,
    ...(granted === undefined ? {} : { exception: granted.fact.name }),
  });
  return count(sheet, check, verdict);
};

/** Reaches a verdict and notes it on the sheet; undefined when the check does not apply. */
export const judge = (basis: Basis, sheet: Sheet, planned: PlannedCheck, judged: Judged): Verdict | undefined => {
  const { check } = planned;
  const outcome = planned.sees ? evaluate(basis, sheet, planned, judged) : undefined;
  if (outcome === undefined) return count(sheet, check, "unknown");
  if (outcome.verdict === "not-applicable") return undefined;
  sheet.changesAt = earliest(basis.now, sheet.changesAt, outcome.changesAt);
  if (outcome.verdict === "pass") return count(sheet, check, "pass");

  return fail(basis, sheet, planned, { judged, outcome });
};
