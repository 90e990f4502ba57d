import type { Finding, NamespaceAssessment, ScopeSummary, Snapshot, Tally } from "../../assess/assessment.ts";
import { emptyTally, sum } from "../../assess/tally.ts";
import type { ExceptionFact } from "../../scope/compiled.ts";
import type { ObjectRef } from "../action.ts";
import { findingRows, scopeReference, type ScopeIdentity } from "./finding-rows.ts";
import type { ReportRow } from "./report.ts";
import { scopeRows } from "./scope-rows.ts";

/** What one report, or several where one is too small, tells of: a namespace of a scope, or all of the scope that is in none of them. */
export interface Told {
  readonly scope: ScopeIdentity;
  /** Undefined: the cluster. */
  readonly namespace: string | undefined;
  readonly about: ObjectRef;
  /** All verdicts that the summary counts. */
  tally(): Tally;
  /** In the order in which they are to be read. Made anew at each call, so that nobody need keep them. */
  rows(): readonly ReportRow[];
  /** What it is made of: the same objects in the same order make the same report. */
  readonly madeOf: readonly unknown[];
}

type Exceptions = ReadonlyMap<string, ExceptionFact>;

const identityOf = ({ scope }: ScopeSummary): ScopeIdentity => ({ name: scope.fact.name, uid: scope.fact.uid });

const exceptionsOf = ({ exceptions }: ScopeSummary): Exceptions => new Map(exceptions.map(({ exception }) => [exception.name, exception]));

/** Of what an exception says, whatever its status tells meanwhile. */
const versionOf = (exception: ExceptionFact | undefined): string => `${exception?.uid} ${exception?.generation}`;

const inNamespace = (summary: ScopeSummary, { namespace, uid, verdicts: byScope }: NamespaceAssessment, exceptions: Exceptions): Told => {
  const scope = identityOf(summary);
  const verdicts = byScope.get(scope.name);
  return {
    scope,
    namespace,
    about: { apiVersion: "v1", kind: "Namespace", name: namespace, uid },
    tally: () => [...(verdicts?.tallies.values() ?? [])].reduce(sum, emptyTally),
    rows: () => findingRows(verdicts?.findings ?? [], scope, exceptions),
    madeOf: [
      scope.uid,
      uid,
      verdicts,
      ...[...(verdicts?.exceptionsUsed.keys() ?? [])].toSorted().map((name) => versionOf(exceptions.get(name))),
    ],
  };
};

/** Findings that stand in no report of a namespace: of the statement, of nodes and bindings, of namespaces outside the scope. */
const elsewhere = ({ findings, scope }: ScopeSummary, places: readonly NamespaceAssessment[]): readonly Finding[] => {
  const listed = new Set(places.flatMap(({ verdicts }) => verdicts.get(scope.name)?.findings ?? []));
  return findings.filter((finding) => !listed.has(finding));
};

const ofCluster = (summary: ScopeSummary, places: readonly NamespaceAssessment[], exceptions: Exceptions): Told => {
  const scope = identityOf(summary);
  return {
    scope,
    namespace: undefined,
    about: scopeReference(scope),
    tally: () => summary.total,
    rows: () => [...scopeRows(summary), ...findingRows(elsewhere(summary, places), scope, exceptions)],
    madeOf: [scope.uid, summary],
  };
};

/** Everything that is to be told of a snapshot: the namespaces of each scope that are in it, and then the scope. */
export const toldOf = ({ scopes, namespaces }: Snapshot): readonly Told[] => {
  const inScope = Map.groupBy(namespaces.values(), ({ membership }) => (membership.state === "InScope" ? membership.scope : undefined));
  return [...scopes].flatMap(([name, summary]) => {
    const exceptions = exceptionsOf(summary);
    const places = inScope.get(name) ?? [];
    return [...places.map((place) => inNamespace(summary, place, exceptions)), ofCluster(summary, places, exceptions)];
  });
};
