import { SEVERITIES } from "../api/rules.ts";
import type { Finding } from "./assessment.ts";

/** The order in which findings are shown: failures before exempt ones, then by severity, then by what and where. */

const rank = ({ verdict, severity }: Finding): number => (verdict === "fail" ? 0 : SEVERITIES.length) - SEVERITIES.indexOf(severity);

/** What tells findings of one rank apart; no part of it is a measurement, so the order is the same in every turn. */
const identity = ({ check, subject }: Finding): readonly string[] => [
  check,
  subject.namespace ?? "",
  subject.kind,
  subject.name,
  subject.apiVersion ?? "",
  subject.uid ?? "",
];

export const compareFindings = (a: Finding, b: Finding): number => {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0) return byRank;
  const theirs = identity(b);
  for (const [place, mine] of identity(a).entries()) {
    const other = theirs[place] ?? "";
    if (mine !== other) return mine < other ? -1 : 1;
  }
  return 0;
};

/** Worst first. */
export const worstFirst = (findings: Iterable<Finding>): readonly Finding[] => [...findings].sort(compareFindings);

/** `sorted` without some findings (by identity) and with others, in one pass; the same list when there is nothing to change. */
export const replaceFindings = (
  sorted: readonly Finding[],
  removed: ReadonlySet<Finding>,
  added: readonly Finding[],
): readonly Finding[] => {
  if (removed.size === 0 && added.length === 0) return sorted;
  const incoming = worstFirst(added);
  const merged: Finding[] = [];
  let next = 0;
  for (const finding of sorted) {
    if (removed.has(finding)) continue;
    for (let other = incoming[next]; other !== undefined && compareFindings(other, finding) < 0; other = incoming[next]) {
      merged.push(other);
      next++;
    }
    merged.push(finding);
  }
  return [...merged, ...incoming.slice(next)];
};
