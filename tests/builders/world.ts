import { FACT_KINDS } from "../../src/facts/facts.ts";
import { Interner } from "../../src/facts/interner.ts";
import { annotationKeys } from "../../src/facts/known-annotations.ts";
import { KINDS, type AnyKindSpec } from "../../src/facts/kinds.ts";
import type { Projection } from "../../src/facts/projection.ts";
import { FactStore } from "../../src/facts/store.ts";
import type { FactSink } from "../../src/facts/table.ts";
import type { Fact } from "../../src/facts/fact-by-kind.ts";
import type { ScopeSpecInput } from "../../src/api/scope.ts";
import type { Check, Outcome, Subject, SubjectType, Surroundings } from "../../src/checks/check.ts";
import { outsiders } from "../../src/assess/basis.ts";
import { compileScopes, judgedKeys } from "../../src/scope/compile.ts";
import type { CompiledScope } from "../../src/scope/compiled.ts";
import { compileMembership, systemNamespaces, type MembershipOf } from "../../src/scope/membership.ts";
import { readScope } from "../../src/scope/read.ts";
import type { Manifest } from "./manifests.ts";

/** The part of a check that judges, also of one that judges more types than these. */
type Judge<T extends SubjectType> = Pick<Check<T>, "evaluate">;

/** The instant of a test that is not about time. */
export const NOW = Date.parse("2026-06-15T12:00:00Z");

/** A cluster as facts, projected as the operator does it, and one scope over it. */
export interface World {
  readonly facts: FactStore;
  readonly scope: CompiledScope;
  readonly membershipOf: MembershipOf;
}

/** A fact store that knows all kinds and holds these objects. */
export const factsOf = (manifests: readonly Manifest[], keys: Iterable<string> = []): FactStore => {
  const projection: Projection = { interner: new Interner(), annotationKeys: annotationKeys(keys) };
  const store = new FactStore(projection.interner, () => {});
  for (const spec of KINDS) {
    const sink = store.sink(spec.kind);
    sink.begin();
    for (const manifest of manifests.filter(({ kind }) => kind === spec.kind)) initialise(sink, spec, manifest, projection);
    sink.commit();
  }
  for (const kind of FACT_KINDS) store.setCoverage(kind, { state: "Synced" }, projection.annotationKeys);
  return store;
};

const initialise = (sink: FactSink<never>, spec: AnyKindSpec, manifest: Manifest, projection: Projection): void => {
  (sink as FactSink<Fact>).init(manifest.metadata.uid, spec.project(manifest, projection));
};

const MINIMAL: ScopeSpecInput = {
  document: { title: "Scope" },
  environments: [{ name: "production", namespaces: { names: ["prod"] } }],
};

/** A scope named `acme` with one environment, `production`, which is the namespace `prod`; `spec` replaces top-level fields. */
export const scopeOf = (spec: Partial<ScopeSpecInput> = {}): CompiledScope => {
  const fact = readScope({ metadata: { name: "acme", uid: "uid-acme", generation: 1 }, spec: { ...MINIMAL, ...spec } });
  const scope = compileScopes([fact]).scopes.get("acme");
  if (scope === undefined) throw new Error(fact.spec.ok ? "no scope" : fact.spec.problem);
  return scope;
};

/** The cluster and the scope together. */
export const worldOf = (spec: Partial<ScopeSpecInput>, manifests: readonly Manifest[]): World => {
  const scope = scopeOf(spec);
  return { scope, facts: factsOf(manifests, judgedKeys([scope.fact])), membershipOf: compileMembership([scope]) };
};

/** A namespace of the world and the environment in which it is. */
export const inside = ({ facts, scope, membershipOf }: World, name: string) => {
  const namespace = facts.namespace(name);
  const membership = namespace && membershipOf(namespace);
  const environment = membership?.state === "InScope" ? scope.environment(membership.environment) : undefined;
  if (namespace === undefined || environment === undefined) throw new Error(`namespace ${name} is not in scope`);
  return { namespace, environment };
};

/** What a check says of the namespace. */
export const judgeNamespace = (check: Judge<"Namespace">, world: World, name: string): Outcome => {
  const namespace = world.facts.namespace(name);
  if (namespace === undefined) throw new Error(`no namespace ${name}`);
  return evaluate(check, world, { type: "Namespace", namespace, membership: world.membershipOf(namespace) });
};

/** What a check says of a workload, named as `namespace/name`. */
export const judgeWorkload = (check: Judge<"Workload">, world: World, path: string): Outcome => {
  const [namespace = "", name] = path.split("/");
  const workload = world.facts.workloads(namespace).find((candidate) => candidate.name === name);
  if (workload === undefined) throw new Error(`no workload ${path}`);
  return evaluate(check, world, { type: "Workload", ...inside(world, namespace), workload });
};

/** What a check says of a volume claim, named as `namespace/name`. */
export const judgeClaim = (check: Judge<"VolumeClaim">, world: World, path: string): Outcome => {
  const [namespace = "", name = ""] = path.split("/");
  const claim = world.facts.volumeClaim(namespace, name);
  if (claim === undefined) throw new Error(`no volume claim ${path}`);
  return evaluate(check, world, { type: "VolumeClaim", ...inside(world, namespace), claim });
};

/** What a check says of the statement or of one of its entries. */
export const judgeStatement = <T extends "Scope" | "Environment" | "Component" | "Exclusion">(
  check: Judge<T>,
  subject: Subject<T>,
  spec: Partial<ScopeSpecInput> = {},
  now = NOW,
): Outcome =>
  check.evaluate(subject, factsOf([]), scopeOf(spec), { now, environmentOf: () => undefined, isSystem: () => false, outside: () => [] });

/** What a check is told of other namespaces, over the scope and cluster of a test. */
export const aroundOf = ({ facts, scope, membershipOf }: World, now = NOW): Surroundings => {
  const membership = (name: string) => {
    const namespace = facts.namespace(name);
    return namespace && membershipOf(namespace);
  };
  const isSystem = systemNamespaces();
  return {
    now,
    environmentOf: (name) => {
      const found = membership(name);
      return found?.state === "InScope" && found.scope === scope.name ? scope.environment(found.environment) : undefined;
    },
    isSystem,
    outside: (selector) => outsiders(facts, { membership, isSystem })(selector, scope.name),
  };
};

/** What a check says of any subject. */
export const evaluate = <T extends SubjectType>(check: Judge<T>, world: World, subject: Subject<T>): Outcome => {
  const { facts, scope } = world;
  return check.evaluate(subject, facts, scope, aroundOf(world));
};
