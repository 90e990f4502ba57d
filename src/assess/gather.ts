import type { CheckId } from "../api/check-ids.generated.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type {
  EntryEvidence,
  Finding,
  NamespaceAssessment,
  NamespaceContents,
  PlaceAssessment,
  ScopeVerdicts,
  Tally,
} from "./assessment.ts";
import { earliest } from "./deadline.ts";
import type { Places } from "./places.ts";
import { emptyTally, sum } from "./tally.ts";

/** What the assessments of all namespaces and objects say of each scope, in one pass over them. */

export interface Gathered {
  readonly checks: Map<CheckId, Tally>;
  /** As in ScopeVerdicts. */
  readonly evidence: Map<string, EntryEvidence>;
  /** Namespaces in scope, by environment. */
  readonly namespacesOf: Map<string, string[]>;
  /** Environments in which a component runs, by component. */
  readonly runsIn: Map<string, Set<string>>;
  /** Entries that bind workloads of which one runs, as in NamespaceAssessment. */
  readonly running: Set<string>;
  /** Failures that each exception covers, by its name. */
  readonly exceptionsUsed: Map<string, number>;
  /** Kinds of cluster-scoped objects about which there are verdicts. */
  readonly objectKinds: Set<string>;
  /** What is in the namespaces of the scope. */
  readonly contents: NamespaceContents[];
  /** Open findings of severity High or Critical. */
  serious: number;
  excluded: number;
  conflict: number;
  /** Namespaces of the cluster that no scope declares. */
  undeclared: number;
  changesAt: number | undefined;
}

const nothingYet = (): Gathered => ({
  checks: new Map(),
  evidence: new Map(),
  namespacesOf: new Map(),
  runsIn: new Map(),
  running: new Set(),
  exceptionsUsed: new Map(),
  objectKinds: new Set(),
  contents: [],
  serious: 0,
  excluded: 0,
  conflict: 0,
  undeclared: 0,
  changesAt: undefined,
});

/** Failures without an exception, of severity High or Critical. */
export const seriousAmong = (findings: readonly Finding[]): number =>
  findings.filter(({ verdict, severity }) => verdict === "fail" && (severity === "High" || severity === "Critical")).length;

/** Adds tallies, evidence and used exceptions of one place. */
export const addVerdicts = (
  gathered: Pick<Gathered, "checks" | "evidence" | "exceptionsUsed">,
  { tallies, exceptionsUsed, evidence }: ScopeVerdicts,
): void => {
  for (const [check, tally] of tallies) gathered.checks.set(check, sum(gathered.checks.get(check) ?? emptyTally, tally));
  for (const [name, covered] of exceptionsUsed) gathered.exceptionsUsed.set(name, (gathered.exceptionsUsed.get(name) ?? 0) + covered);
  for (const [key, added] of evidence) {
    const known = gathered.evidence.get(key);
    gathered.evidence.set(key, known === undefined ? added : { ...known, tally: sum(known.tally, added.tally) });
  }
};

const addInScope = (gathered: Gathered, environment: string, assessment: NamespaceAssessment): void => {
  const { namespace, components, running, counts } = assessment;
  const namespaces = gathered.namespacesOf.get(environment);
  if (namespaces === undefined) gathered.namespacesOf.set(environment, [namespace]);
  else namespaces.push(namespace);
  for (const component of components) {
    const environments = gathered.runsIn.get(component);
    if (environments === undefined) gathered.runsIn.set(component, new Set([environment]));
    else environments.add(environment);
  }
  for (const entry of running) gathered.running.add(entry);
  gathered.contents.push(counts);
};

const addMembership = (byScope: ReadonlyMap<string, Gathered>, assessment: NamespaceAssessment): void => {
  const { membership } = assessment;
  if (membership.state === "InScope") {
    const gathered = byScope.get(membership.scope);
    if (gathered !== undefined) addInScope(gathered, membership.environment, assessment);
  } else if (membership.state === "Excluded") {
    const gathered = byScope.get(membership.scope);
    if (gathered !== undefined) gathered.excluded++;
  } else if (membership.state === "Conflict") {
    for (const scope of new Set(membership.claims.map((claim) => claim.scope))) {
      const gathered = byScope.get(scope);
      if (gathered !== undefined) gathered.conflict++;
    }
  }
};

const addPlace = (byScope: ReadonlyMap<string, Gathered>, { verdicts, changesAt }: PlaceAssessment, now: number, kind?: string): void => {
  for (const [scope, ofScope] of verdicts) {
    const gathered = byScope.get(scope);
    if (gathered === undefined) continue;
    addVerdicts(gathered, ofScope);
    gathered.serious += seriousAmong(ofScope.findings);
    gathered.changesAt = earliest(now, gathered.changesAt, changesAt);
    if (kind !== undefined) gathered.objectKinds.add(kind);
  }
};

/** Gathers for all scopes at once. */
export const gather = (
  scopes: ReadonlyMap<string, CompiledScope>,
  { namespaces, objects }: Places,
  now: number,
): ReadonlyMap<string, Gathered> => {
  const byScope = new Map([...scopes.keys()].map((name) => [name, nothingYet()]));
  let undeclared = 0;
  for (const assessment of namespaces.values()) {
    if (assessment.membership.state === "Undeclared") undeclared++;
    addMembership(byScope, assessment);
    addPlace(byScope, assessment, now);
  }
  for (const [key, assessment] of objects) addPlace(byScope, assessment, now, key.split("/", 1)[0]);
  for (const gathered of byScope.values()) {
    gathered.undeclared = undeclared;
    for (const inEnvironment of gathered.namespacesOf.values()) inEnvironment.sort();
  }
  return byScope;
};
