import { SEVERITIES } from "../api/rules.ts";
import type { Check, EntryRef, Outcome, Subject, SubjectType } from "../checks/check.ts";
import type { StringMap } from "../facts/facts.ts";
import type { CheckSetting } from "../scope/compiled.ts";
import type { SubjectRef, Verdict } from "./assessment.ts";
import { missesAfar, type Basis, type Place } from "./basis.ts";
import { earliest } from "./deadline.ts";
import { OWN_KINDS } from "./own-kinds.ts";
import { count, noteEvidence, recordError, type Reached, type Sheet } from "./sheet.ts";

/**
 * One check on one subject. In this order: a check that is switched off says nothing; a check that cannot see what it needs is
 * unknown; what does not apply is not counted; a failure under an exception is exempt. A check that throws is a bug of ours:
 * its subject is unknown, the error is recorded, and everything else goes on.
 */

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
  /** The entry of the statement that it is: every verdict about it is evidence. */
  readonly entry?: EntryRef;
}

/** Subjects that are judged by annotations whose keys the scope chooses. */
const MARKED: ReadonlySet<SubjectType> = new Set(["Workload", "VolumeClaim"]);

const kindsOf = ({ type, kinds }: Place) => kinds ?? OWN_KINDS[type];

const missesKind = (basis: Basis, sheet: Sheet, check: Check, place: Place): boolean => {
  const { type, blind } = place;
  if (blind.size === 0 && basis.quarantined.size === 0) return false;
  try {
    const needs = check.needsUnder?.(sheet.scope) ?? check.needs;
    return [...kindsOf(place), ...needs].some((kind) => blind.has(kind)) || needs.some((kind) => missesAfar(basis, kind));
  } catch (error) {
    recordError(sheet, check.id, { kind: type, name: sheet.scope.name }, error);
    return true;
  }
};

/** Whether a check sees all that it needs to judge subjects of a place. */
export const seesEnough = (basis: Basis, sheet: Sheet, check: Check, place: Place): boolean =>
  (!MARKED.has(place.type) || basis.legible.has(sheet.scope.name)) && !missesKind(basis, sheet, check, place);

/** The checks that are enabled in a place. */
export const planChecks = (basis: Basis, sheet: Sheet, place: Place): readonly PlannedCheck[] =>
  (basis.checks.get(place.type) ?? []).flatMap((check) => {
    const setting = sheet.scope.setting(check.id, check.severity, place.environment);
    return setting.enabled ? [{ check, setting, sees: seesEnough(basis, sheet, check, place) }] : [];
  });

/** Of the settings in several environments the one with the highest severity. */
export const strictest = (settings: readonly CheckSetting[]): CheckSetting | undefined =>
  settings.toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))[0];

/** Where no subject is seen because its kinds are not, there may be some: each check is unknown once. */
export const judgeUnseen = (sheet: Sheet, planned: readonly PlannedCheck[], place: Place): void => {
  if (!kindsOf(place).some((kind) => place.blind.has(kind))) return;
  for (const { check } of planned) count(sheet, { check: check.id, verdict: "unknown" });
};

const evaluate = (basis: Basis, sheet: Sheet, { check }: PlannedCheck, { subject, ref }: Judged): Outcome | undefined => {
  try {
    return check.evaluate(subject, basis.facts, sheet.scope, sheet.around);
  } catch (error) {
    recordError(sheet, check.id, ref, error);
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
  for (const { fact } of exceptions) sheet.exceptionsUsed.set(fact.name, (sheet.exceptionsUsed.get(fact.name) ?? 0) + 1);
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
  return verdict;
};

/** Counts a verdict, and notes about which entries it is evidence: those that the check names, and the subject itself. */
const note = (sheet: Sheet, reached: Reached, { ref, entry }: Judged, about: readonly EntryRef[] = []): void => {
  count(sheet, reached);
  if (entry !== undefined || about.length > 0) noteEvidence(sheet, reached, ref.kind, entry === undefined ? about : [entry, ...about]);
};

/** Reaches a verdict and notes it on the sheet; what does not apply is not noted. */
export const judge = (basis: Basis, sheet: Sheet, planned: PlannedCheck, judged: Judged): void => {
  const check = planned.check.id;
  const outcome = planned.sees ? evaluate(basis, sheet, planned, judged) : undefined;
  if (outcome === undefined) return note(sheet, { check, verdict: "unknown" }, judged);
  if (outcome.verdict === "not-applicable") return undefined;
  sheet.changesAt = earliest(basis.now, sheet.changesAt, outcome.changesAt);
  const verdict = outcome.verdict === "pass" ? "pass" : fail(basis, sheet, planned, { judged, outcome });
  return note(sheet, { check, verdict }, judged, outcome.about);
};

/** Judges all subjects of one type in a place. */
export const judgeAll = (basis: Basis, sheet: Sheet, place: Place, subjects: () => Iterable<Judged>): void => {
  const planned = planChecks(basis, sheet, place);
  if (planned.length === 0) return;
  let seen = false;
  for (const subject of subjects()) {
    seen = true;
    for (const check of planned) judge(basis, sheet, check, subject);
  }
  if (!seen) judgeUnseen(sheet, planned, place);
};
