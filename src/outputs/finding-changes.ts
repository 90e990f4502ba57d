import type { Finding, PlaceAssessment, ScopeSummary, ScopeVerdicts, Snapshot } from "../assess/assessment.ts";

/** A finding that appeared, went away, or is now under an exception. */
export interface FindingChange {
  readonly finding: Finding;
  readonly action: "detected" | "resolved" | "exempted";
}

/** Two findings are the same when they are about the same subject and check; a subject that is made anew is the same. */
const identity = ({ check, subject }: Finding): string => JSON.stringify([check, subject.kind, subject.namespace ?? "", subject.name]);

const byIdentity = (verdicts: ScopeVerdicts | undefined, verdict: Finding["verdict"]): ReadonlyMap<string, Finding> =>
  new Map((verdicts?.findings ?? []).filter((finding) => finding.verdict === verdict).map((finding) => [identity(finding), finding]));

/** What changed in one place. A finding that merely cannot be confirmed now is neither there nor resolved. */
const placeChanges = (before: ScopeVerdicts | undefined, after: ScopeVerdicts | undefined): readonly FindingChange[] => {
  if (before === after) return [];
  const [was, is, exempt] = [byIdentity(before, "fail"), byIdentity(after, "fail"), byIdentity(after, "exempt")];
  const detected = [...is].filter(([key]) => !was.has(key)).map(([, finding]): FindingChange => ({ finding, action: "detected" }));
  const gone = [...was].filter(([key, { check }]) => !is.has(key) && !((after?.tallies.get(check)?.unknown ?? 0) > 0));
  return [
    ...detected,
    ...gone.map(([key, finding]): FindingChange => {
      const exempted = exempt.get(key);
      return exempted ? { finding: exempted, action: "exempted" } : { finding, action: "resolved" };
    }),
  ];
};

type Places = ReadonlyMap<string, PlaceAssessment>;

/** What changed in places of one sort: those that were assessed anew, and those that are gone. */
const changesIn = (before: Places, after: Places, scope: string): readonly FindingChange[] => {
  const changed = new Set([...after].filter(([key, place]) => before.get(key) !== place).map(([key]) => key));
  for (const key of before.keys()) if (!after.has(key)) changed.add(key);
  return [...changed].flatMap((key) => placeChanges(before.get(key)?.verdicts.get(scope), after.get(key)?.verdicts.get(scope)));
};

/**
 * How the findings of a scope changed between two snapshots, the statement's own first, then namespace by namespace, then those of
 * nodes and other objects of the cluster.
 * Both must be settled: what is not yet read would look resolved. A scope that was not there before has no changes.
 */
export const findingChanges = (previous: Snapshot, next: Snapshot, summary: ScopeSummary): readonly FindingChange[] => {
  const scope = summary.scope.name;
  const before = previous.scopes.get(scope);
  if (before?.scope.fact.uid !== summary.scope.fact.uid) return [];
  return [
    ...placeChanges(before.own, summary.own),
    ...changesIn(previous.namespaces, next.namespaces, scope),
    ...changesIn(previous.objects, next.objects, scope),
  ];
};
