import type { CheckId } from "../api/check-ids.generated.ts";
import type { ControlId } from "../api/controls.ts";
import type { Severity } from "../api/rules.ts";
import type { ComponentSpec, EnvironmentSpec, ExclusionSpec } from "../api/scope.ts";
import type { FactKind, NamespaceFact, VolumeClaimFact } from "../facts/facts.ts";
import type { FactsView, Workload } from "../facts/view.ts";
import type { CompiledScope, Membership } from "../scope/compiled.ts";

/** What a check can judge. Each verdict and each finding is about exactly one of these. */
export interface Subjects {
  /** A namespace that the scope claims, or that nobody declares. */
  Namespace: { readonly namespace: NamespaceFact; readonly membership: Membership };
  /** A workload in an environment of the scope. */
  Workload: { readonly namespace: NamespaceFact; readonly environment: EnvironmentSpec; readonly workload: Workload };
  /** A PersistentVolumeClaim in an environment of the scope. */
  VolumeClaim: { readonly namespace: NamespaceFact; readonly environment: EnvironmentSpec; readonly claim: VolumeClaimFact };
  /** The statement as a whole. */
  Scope: Record<never, never>;
  /** An environment that binds namespaces, and the namespaces that are in scope by it. */
  Environment: { readonly entry: EnvironmentSpec; readonly namespaces: readonly string[] };
  /** A component that binds workloads, the environments where it should run and those where it does. */
  Component: { readonly entry: ComponentSpec; readonly expectedIn: readonly string[]; readonly runsIn: ReadonlySet<string> };
  /** An exclusion of the statement. */
  Exclusion: { readonly entry: ExclusionSpec };
}
export type SubjectType = keyof Subjects;

/** A subject that says what it is, so that a check of several types can tell them apart. */
export type Subject<T extends SubjectType = SubjectType> = { readonly [K in T]: { readonly type: K } & Subjects[K] }[T];

/**
 * What a check says of one subject. Unknown and exempt are the engine's words, never a check's.
 * `changesAt`: the instant (epoch ms) at which the answer changes though nothing in the cluster does.
 */
export type Outcome =
  | { readonly verdict: "pass"; readonly changesAt?: number }
  | { readonly verdict: "fail"; readonly reason: string; readonly message: string; readonly changesAt?: number }
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
  /** How to mend a failure, in a sentence or two. */
  readonly remediation: string;
  /** Pure and total: reports only about `subject`, reads only what `needs` declares, never throws. `now` is epoch ms. */
  evaluate(subject: Subject<T>, facts: FactsView, scope: CompiledScope, now: number): Outcome;
}

/** Keeps the literal type of `appliesTo`, so that `evaluate` gets its subject typed. */
export const defineCheck = <T extends SubjectType>(check: Check<T>): Check<T> => check;

export const pass: Outcome = { verdict: "pass" };
export const notApplicable: Outcome = { verdict: "not-applicable" };
/** `reason` is one CamelCase word; `message` a sentence that says what is wrong and how to mend it. */
export const fail = (reason: string, message: string): Outcome => ({ verdict: "fail", reason, message });
