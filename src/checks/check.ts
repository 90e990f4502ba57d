import type { CheckId } from "../api/check-ids.generated.ts";
import type { ControlId } from "../api/controls.ts";
import type { Severity } from "../api/rules.ts";
import type { AlertSpec, ComponentSpec, EnvironmentSpec, ExclusionSpec, ObjectiveSpec, QuantityEntry } from "../api/scope.ts";
import type { FactByKind, ObjectKind } from "../facts/fact-by-kind.ts";
import type { ClusterRoleBindingFact, FactKind, NamespaceFact, NodeFact, VolumeClaimFact } from "../facts/facts.ts";
import type { SelectorFact } from "../facts/selector.ts";
import type { FactsView, Workload } from "../facts/view.ts";
import type { CompiledScope, Membership } from "../scope/compiled.ts";

/** An object of a kind in an environment of the scope. */
interface Inside<K extends ObjectKind> {
  readonly namespace: NamespaceFact;
  readonly environment: EnvironmentSpec;
  readonly object: FactByKind[K];
}

/** What a check can judge. Each verdict and each finding is about exactly one of these. */
export interface Subjects {
  /** A namespace that the scope claims, or that nobody declares. */
  Namespace: { readonly namespace: NamespaceFact; readonly membership: Membership };
  /** A workload in an environment of the scope. */
  Workload: { readonly namespace: NamespaceFact; readonly environment: EnvironmentSpec; readonly workload: Workload };
  /** A workload outside the scope, in no system namespace, with ways onto its node (`hostAccess`), that shares a node with pods of the scope. */
  Neighbour: { readonly namespace: NamespaceFact; readonly workload: Workload };
  /** A PersistentVolumeClaim in an environment of the scope. */
  VolumeClaim: { readonly namespace: NamespaceFact; readonly environment: EnvironmentSpec; readonly claim: VolumeClaimFact };
  Service: Inside<"Service">;
  Ingress: Inside<"Ingress">;
  Gateway: Inside<"Gateway">;
  HTTPRoute: Inside<"HTTPRoute">;
  NetworkPolicy: Inside<"NetworkPolicy">;
  RoleBinding: Inside<"RoleBinding">;
  ServiceAccount: Inside<"ServiceAccount">;
  /** A node that runs pods of the scope: those namespaces by name, and the environment of each. */
  Node: { readonly node: NodeFact; readonly environments: ReadonlyMap<string, EnvironmentSpec> };
  /** A ClusterRoleBinding, which reaches into every namespace. */
  ClusterRoleBinding: { readonly binding: ClusterRoleBindingFact };
  /** The statement as a whole. */
  Scope: Record<never, never>;
  /** An environment that binds namespaces, and the namespaces that are in scope by it. */
  Environment: { readonly entry: EnvironmentSpec; readonly namespaces: readonly string[] };
  /** A component that binds workloads, the environments where it should run and those where it does. */
  Component: { readonly entry: ComponentSpec; readonly expectedIn: readonly string[]; readonly runsIn: ReadonlySet<string> };
  /** An exclusion of the statement. */
  Exclusion: { readonly entry: ExclusionSpec };
  /** An entry with a quantity and something to count, and how many there are. */
  Quantity: { readonly list: "technology" | "personnel"; readonly entry: QuantityEntry; readonly observed: number };
  /** An objective that names something to count. `share` is in per cent of all that was judged, undefined when that is nothing. */
  Objective: { readonly entry: ObjectiveSpec; readonly observed: { readonly count: number; readonly share: number | undefined } };
  /** An alert that the statement promises. */
  Alert: { readonly entry: AlertSpec };
}
export type SubjectType = keyof Subjects;

/** A subject that says what it is, so that a check of several types can tell them apart. */
export type Subject<T extends SubjectType = SubjectType> = { readonly [K in T]: { readonly type: K } & Subjects[K] }[T];

/** What a verdict depends on beside facts and the scope: the instant, and what other namespaces are. */
export interface Surroundings {
  /** Epoch ms. */
  readonly now: number;
  /** The environment of this scope to which the namespace belongs; undefined for one that is outside, in conflict, or not there. */
  environmentOf(namespace: string): EnvironmentSpec | undefined;
  /** Whether the namespace belongs to the cluster itself; its name alone decides, whoever claims it, and also when it is not there. */
  isSystem(namespace: string): boolean;
  /** The namespaces that a selector of a NetworkPolicy selects and that are neither in this scope nor of the system, sorted by name. */
  outside(selector: SelectorFact): readonly string[];
}

/** An entry of the statement, by the list of the spec in which it stands and its name: `interfaces`, "Customer Portals". */
export interface EntryRef {
  readonly list: EntryList;
  readonly name: string;
}
export type EntryList =
  | "environments"
  | "components"
  | "exclusions"
  | "informationAssets"
  | "prohibitedData"
  | "technology"
  | "suppliers"
  | "locations"
  | "personnel"
  | "interfaces"
  | "objectives"
  | "monitoring.alerts";

/**
 * What a check says of one subject. Unknown and exempt are the engine's words, never a check's.
 * `changesAt`: the instant (epoch ms) at which the answer changes though nothing in the cluster does.
 * `about`: the entries of the statement that this verdict confirms (pass) or contradicts (fail); statement coverage is made of these.
 * A check of an entry (Environment, Quantity, …) need not name its own subject: the engine does.
 */
export type Outcome =
  | { readonly verdict: "pass"; readonly about?: readonly EntryRef[]; readonly changesAt?: number }
  | {
      readonly verdict: "fail";
      readonly reason: string;
      readonly message: string;
      readonly about?: readonly EntryRef[];
      readonly changesAt?: number;
    }
  | { readonly verdict: "not-applicable" };

export interface Check<T extends SubjectType = SubjectType> {
  readonly id: CheckId;
  /** One line: what is true when the check passes. */
  readonly title: string;
  readonly severity: Severity;
  readonly controls: readonly ControlId[];
  /** What it judges. Most checks judge one type of subject. */
  readonly appliesTo: readonly T[];
  /** Kinds it may consult beyond the subject's own. While one is not synced, the engine answers unknown. */
  readonly needs: readonly FactKind[];
  /** Which of `needs` the rules of a scope make it consult; all of them when absent. */
  readonly needsUnder?: (scope: CompiledScope) => readonly FactKind[];
  /**
   * Lists of the statement of which its verdicts name entries (`Outcome.about`), beside an entry that it judges. While it is unknown
   * anywhere it might have named any of them.
   */
  readonly about?: readonly EntryList[];
  /** How to mend a failure, in a sentence or two. */
  readonly remediation: string;
  /** Pure and total: reports only about `subject`, reads only what `needs` declares, never throws. */
  evaluate(subject: Subject<T>, facts: FactsView, scope: CompiledScope, around: Surroundings): Outcome;
}

/** Keeps the literal type of `appliesTo`, so that `evaluate` gets its subject typed. */
export const defineCheck = <T extends SubjectType>(check: Check<T>): Check<T> => check;

export const pass: Outcome = { verdict: "pass" };
/** A pass that confirms entries of the statement. */
export const passAbout = (about: readonly EntryRef[]): Outcome => ({ verdict: "pass", about });
export const notApplicable: Outcome = { verdict: "not-applicable" };
/** `reason` is one CamelCase word; `message` a sentence that says what is wrong and how to mend it. */
export const fail = (reason: string, message: string, about?: readonly EntryRef[]): Outcome => ({
  verdict: "fail",
  reason,
  message,
  ...(about !== undefined && { about }),
});
