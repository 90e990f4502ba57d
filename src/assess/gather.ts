import type { CheckId } from "../api/check-ids.generated.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { NamespaceAssessment, ScopeVerdicts, Tally } from "./assessment.ts";
import { earliest } from "./deadline.ts";
import { emptyTally, sum } from "./tally.ts";

/** What the assessments of all namespaces say of each scope, in one pass over them. */

export interface Gathered {
  readonly checks: Map<CheckId, Tally>;
  /** Namespaces in scope, by environment. */
  readonly namespacesOf: Map<string, string[]>;
  /** Environments in which a component runs, by component. */
  readonly runsIn: Map<string, Set<string>>;
  readonly exceptionsUsed: Set<string>;
  excluded: number;
  conflict: number;
  /** Namespaces of the cluster that no scope declares. */
  undeclared: number;
  changesAt: number | undefined;
}

const nothingYet = (): Gathered => ({
  checks: new Map(),
  namespacesOf: new Map(),
  runsIn: new Map(),
  exceptionsUsed: new Set(),
  excluded: 0,
  conflict: 0,
  undeclared: 0,
  changesAt: undefined,
});

/** Adds tallies and used exceptions of one place. */
export const addVerdicts = (gathered: Pick<Gathered, "checks" | "exceptionsUsed">, { tallies, exceptionsUsed }: ScopeVerdicts): void => {
  for (const [check, tally] of tallies) gathered.checks.set(check, sum(gathered.checks.get(check) ?? emptyTally, tally));
  for (const name of exceptionsUsed) gathered.exceptionsUsed.add(name);
};

const addInScope = (gathered: Gathered, environment: string, { namespace, components }: NamespaceAssessment): void => {
  const namespaces = gathered.namespacesOf.get(environment);
  if (namespaces === undefined) gathered.namespacesOf.set(environment, [namespace]);
  else namespaces.push(namespace);
  for (const component of components) {
    const environments = gathered.runsIn.get(component);
    if (environments === undefined) gathered.runsIn.set(component, new Set([environment]));
    else environments.add(environment);
  }
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

/** Gathers for all scopes at once. */
export const gather = (
  scopes: ReadonlyMap<string, CompiledScope>,
  assessments: Iterable<NamespaceAssessment>,
  now: number,
): ReadonlyMap<string, Gathered> => {
  const byScope = new Map([...scopes.keys()].map((name) => [name, nothingYet()]));
  let undeclared = 0;
  for (const assessment of assessments) {
    if (assessment.membership.state === "Undeclared") undeclared++;
    addMembership(byScope, assessment);
    for (const [scope, verdicts] of assessment.verdicts) {
      const gathered = byScope.get(scope);
      if (gathered === undefined) continue;
      addVerdicts(gathered, verdicts);
      gathered.changesAt = earliest(now, gathered.changesAt, assessment.changesAt);
    }
  }
  for (const gathered of byScope.values()) {
    gathered.undeclared = undeclared;
    for (const namespaces of gathered.namespacesOf.values()) namespaces.sort();
  }
  return byScope;
};
