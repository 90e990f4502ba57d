import type { ExceptionSpec, ExceptionStatus } from "../api/exception.ts";
import type { CheckId } from "../api/check-ids.generated.ts";
import type { Mode, Severity } from "../api/rules.ts";
import type { ComponentSpec, EnvironmentSpec, ScopeSpec } from "../api/scope.ts";
import type { ScopeStatus } from "../api/status.ts";
import type { KindNamedLabels } from "./matchers.ts";

/** An IsmsScope as it was read: parsed spec, and the status that it carries. */
export interface ScopeFact {
  readonly uid: string;
  readonly name: string;
  readonly generation: number;
  readonly resourceVersion: string;
  readonly deleting: boolean;
  /** The parsed spec, defaults filled in; or why it cannot be used. */
  readonly spec: { readonly ok: true; readonly value: ScopeSpec } | { readonly ok: false; readonly problem: string };
  readonly status: ScopeStatus;
}

/** A ScopeException as it was read: parsed spec, and the status that it carries. Verdicts depend on name and spec alone. */
export interface ExceptionFact {
  readonly uid: string;
  readonly name: string;
  readonly generation: number;
  readonly deleting: boolean;
  readonly spec: ExceptionSpec;
  readonly status: ExceptionStatus;
}

/** Settings of one check in one environment of a scope. */
export interface CheckSetting {
  readonly enabled: boolean;
  readonly severity: Severity;
  readonly mode: Mode;
}

/** A scope ready to be asked: matchers compiled, levels ranked, settings resolved. Made once per generation. */
export interface CompiledScope {
  readonly fact: ScopeFact;
  readonly name: string;
  readonly spec: ScopeSpec;
  /** `sha256:` and 64 hex digits, over the spec without approvals and without defaults. */
  readonly digest: string;
  /** Rank of a classification level, 0 the lowest; undefined when it is none of this scope's levels. */
  rank(level: string): number | undefined;
  setting(check: CheckId, own: Severity, environment: string | undefined): CheckSetting;
  /** The environment of that name. */
  environment(name: string): EnvironmentSpec | undefined;
  /** Components that bind this workload, of those declared for the environment, in the order of the document. */
  components(workload: KindNamedLabels, environment: string): readonly ComponentSpec[];
  /** Products, their capabilities and processes that bind this workload, as `products/Portal`, `products.capabilities/Portal/Billing`. */
  provides(workload: KindNamedLabels): readonly string[];
}

/** What a namespace is to the declared scopes. */
export type Membership =
  | { readonly state: "InScope"; readonly scope: string; readonly environment: string }
  | { readonly state: "Excluded"; readonly scope: string; readonly exclusion: string }
  | { readonly state: "Conflict"; readonly claims: readonly Claim[] }
  | { readonly state: "Undeclared" }
  | { readonly state: "System" };

/** One entry of one scope that selects a namespace. */
export interface Claim {
  readonly scope: string;
  readonly entry: "environment" | "exclusion";
  readonly name: string;
}
