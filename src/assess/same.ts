import type { Membership } from "../scope/compiled.ts";
import type { Finding, NamespaceAssessment, NamespaceContents, PlaceAssessment, ScopeVerdicts, SubjectRef } from "./assessment.ts";

/** Whether two assessments say the same. One that says what the last one said is not a new one: its object is kept. */

const sameFields = <T extends object>(a: T, b: T, but: readonly (keyof T)[] = []): boolean => {
  const fields = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof T)[]);
  return [...fields].every((field) => but.includes(field) || a[field] === b[field]);
};

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && a.isSubsetOf(b);

const sameList = <T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean =>
  a.length === b.length &&
  a.every((item, place) => {
    const other = b[place];
    return other !== undefined && same(item, other);
  });

const sameMap = <T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>, same: (a: T, b: T) => boolean): boolean =>
  a.size === b.size &&
  [...a].every(([key, item]) => {
    const other = b.get(key);
    return other !== undefined && same(item, other);
  });

const sameFinding = (a: Finding, b: Finding): boolean => sameFields(a, b, ["subject"]) && sameFields<SubjectRef>(a.subject, b.subject);

/** Evidence of one key differs by nothing but its tally. */
export const sameVerdicts = (a: ScopeVerdicts, b: ScopeVerdicts): boolean =>
  sameMap(a.tallies, b.tallies, sameFields) &&
  sameList(a.findings, b.findings, sameFinding) &&
  sameMap(a.exceptionsUsed, b.exceptionsUsed, (covered, other) => covered === other) &&
  sameMap(a.evidence, b.evidence, (mine, theirs) => sameFields(mine.tally, theirs.tally));

export const sameMembership = (a: Membership, b: Membership): boolean =>
  a.state === "Conflict" && b.state === "Conflict" ? sameList(a.claims, b.claims, sameFields) : sameFields(a, b);

export const samePlace = (a: PlaceAssessment, b: PlaceAssessment): boolean =>
  a.changesAt === b.changesAt && sameMap(a.verdicts, b.verdicts, sameVerdicts);

const sameContents = (a: NamespaceContents, b: NamespaceContents): boolean =>
  sameFields(a, b, ["users", "groups"]) && sameSet(a.users, b.users) && sameSet(a.groups, b.groups);

export const sameAssessment = (a: NamespaceAssessment, b: NamespaceAssessment): boolean =>
  sameFields(a, b, ["membership", "verdicts", "components", "running", "counts"]) &&
  sameMembership(a.membership, b.membership) &&
  samePlace(a, b) &&
  sameSet(a.components, b.components) &&
  sameSet(a.running, b.running) &&
  sameContents(a.counts, b.counts);
