import type { ComponentSpec, ScopeSpec } from "../api/scope.ts";
import type { CompiledScope, ScopeFact } from "./compiled.ts";
import { digestOf } from "./digest.ts";
import { compileWorkloadMatcher, type KindNamedLabels } from "./matchers.ts";

/**
 * The declared scopes, compiled. The previous result is the memo for the next one: a scope of the same uid and generation keeps
 * its spec and all that was made of it, whatever else about the object changed. It is the caller's to hold.
 */
export interface CompiledScopes {
  /** By name. */
  readonly scopes: ReadonlyMap<string, CompiledScope>;
  /** Scopes whose spec cannot be used. */
  readonly invalid: readonly ScopeFact[];
}

const noScopes: CompiledScopes = { scopes: new Map(), invalid: [] };

type Settings = CompiledScope["setting"];

/** Of several entries for one check the last that applies to the environment counts, as a whole. */
const settingsOf = ({ rules }: ScopeSpec): Settings => {
  const entries = rules.checks.toReversed();
  return (check, own, environment) => {
    const entry = entries.find(
      ({ id, environments }) =>
        id === check && (environments.length === 0 || (environment !== undefined && environments.includes(environment))),
    );
    return { enabled: entry?.enabled ?? true, severity: entry?.severity ?? own, mode: entry?.mode ?? rules.mode };
  };
};

const componentsOf = (spec: ScopeSpec): CompiledScope["components"] => {
  const bound = spec.components.flatMap((entry) =>
    entry.workloads === undefined ? [] : [{ entry, selects: compileWorkloadMatcher(entry.workloads) }],
  );
  const declaredFor = ({ environments }: ComponentSpec, environment: string): boolean =>
    environments.length === 0 || environments.includes(environment);
  return (workload: KindNamedLabels, environment) =>
    bound.filter(({ entry, selects }) => declaredFor(entry, environment) && selects(workload)).map(({ entry }) => entry);
};

const providesOf = ({ products, processes }: ScopeSpec): CompiledScope["provides"] => {
  const entries = [
    ...products.map(({ name, workloads }) => ({ key: `products/${name}`, workloads })),
    ...products.flatMap((product) =>
      product.capabilities.map(({ name, workloads }) => ({ key: `products.capabilities/${product.name}/${name}`, workloads })),
    ),
    ...processes.map(({ name, workloads }) => ({ key: `processes/${name}`, workloads })),
  ];
  const bound = entries.flatMap(({ key, workloads }) =>
    workloads === undefined ? [] : [{ key, selects: compileWorkloadMatcher(workloads) }],
  );
  return (workload) => bound.filter(({ selects }) => selects(workload)).map(({ key }) => key);
};

/** Compiles one scope from its parsed spec. */
export const compileScope = (fact: ScopeFact, spec: ScopeSpec): CompiledScope => {
  const ranks = new Map(spec.rules.classification.levels.map((level, rank) => [level, rank]));
  const environments = new Map(spec.environments.map((entry) => [entry.name, entry]));
  return {
    fact,
    name: fact.name,
    spec,
    digest: digestOf(spec),
    rank: (level) => ranks.get(level),
    setting: settingsOf(spec),
    environment: (name) => environments.get(name),
    components: componentsOf(spec),
    provides: providesOf(spec),
  };
};

/** Objects from files have no uid: two of one name may differ. */
const sameGeneration = (a: ScopeFact, b: ScopeFact): boolean =>
  a === b || (a.uid !== "" && a.uid === b.uid && a.generation === b.generation);

const recompiled = (fact: ScopeFact, spec: ScopeSpec, known: CompiledScope | undefined): CompiledScope => {
  if (known === undefined || !sameGeneration(known.fact, fact)) return compileScope(fact, spec);
  return known.fact === fact ? known : { ...known, fact };
};

/** Compiles what changed since `previous`. A scope that is being deleted declares nothing any more. */
export const compileScopes = (facts: Iterable<ScopeFact>, previous: CompiledScopes = noScopes): CompiledScopes => {
  const scopes = new Map<string, CompiledScope>();
  const invalid: ScopeFact[] = [];
  for (const fact of [...facts].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (fact.deleting) continue;
    if (fact.spec.ok) scopes.set(fact.name, recompiled(fact, fact.spec.value, previous.scopes.get(fact.name)));
    else invalid.push(fact);
  }
  return { scopes, invalid };
};

/** Keys of annotations and labels from which these scopes read classes and assets: facts must keep them. */
export const judgedKeys = (facts: Iterable<ScopeFact>): ReadonlySet<string> => {
  const keys = new Set<string>();
  for (const { spec, deleting } of facts) {
    if (!spec.ok || deleting) continue;
    for (const key of classificationKeys(spec.value)) keys.add(key);
  }
  return keys;
};

/** Keys from which the scope reads classes and assets. */
export const classificationKeys = ({ rules }: ScopeSpec): readonly string[] => [
  ...rules.classification.keys,
  ...rules.classification.assetKeys,
];
