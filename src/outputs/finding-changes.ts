import type { Finding, ScopeSummary, ScopeVerdicts, Snapshot } from "../assess/assessment.ts";

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

const verdictsIn = (snapshot: Snapshot, namespace: string, scope: string): ScopeVerdicts | undefined =>
  snapshot.namespaces.get(namespace)?.verdicts.get(scope);

/**
 * How the findings of a scope changed between two snapshots, the statement's own first, then namespace by namespace.
 * Both must be settled: what is not yet read would look resolved. A scope that was not there before has no changes.
 */
export const findingChanges = (previous: Snapshot, next: Snapshot, summary: ScopeSummary): readonly FindingChange[] => {
  const scope = summary.scope.name;
  const before = previous.scopes.get(scope);
  if (before?.scope.fact.uid !== summary.scope.fact.uid) return [];
  const namespaces = new Set<string>();
  for (const [name, assessment] of next.namespaces) if (previous.namespaces.get(name) !== assessment) namespaces.add(name);
  for (const name of previous.namespaces.keys()) if (!next.namespaces.has(name)) namespaces.add(name);
  return [
    ...placeChanges(before.own, summary.own),
    ...[...namespaces].flatMap((name) => placeChanges(verdictsIn(previous, name, scope), verdictsIn(next, name, scope))),
  ];
};
