import type { CheckId } from "../api/check-ids.generated.ts";
import type { Mode, Severity } from "../api/rules.ts";
import type { Coverage, FactKind } from "../facts/facts.ts";
import type { CompiledScope, ExceptionFact, Membership, ScopeFact } from "../scope/compiled.ts";

export type Verdict = "pass" | "fail" | "unknown" | "exempt";
export type Tally = Readonly<Record<Verdict, number>>;

/** What a finding is about. `kind` is a Kubernetes kind, or a type of subject for entries of the statement (Scope, Environment, Quantity, …). */
export interface SubjectRef {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
}

/** One subject that fails one check, with or without an exception. */
export interface Finding {
  readonly scope: string;
  readonly check: CheckId;
  readonly severity: Severity;
  readonly mode: Mode;
  readonly subject: SubjectRef;
  readonly verdict: "fail" | "exempt";
  readonly reason: string;
  readonly message: string;
  /** Name of the ScopeException, when exempt. */
  readonly exception?: string;
}

/** Verdicts of one scope about one place: a namespace, a cluster-scoped object, or the statement itself. Checks that judged nothing have no tally. */
export interface ScopeVerdicts {
  readonly tallies: ReadonlyMap<CheckId, Tally>;
  readonly findings: readonly Finding[];
  /** How many failures here each exception covers, by its name. One failure may be covered by several. */
  readonly exceptionsUsed: ReadonlyMap<string, number>;
  /** What the verdicts say of entries of the statement, by entry, check and kind together. */
  readonly evidence: ReadonlyMap<string, EntryEvidence>;
}

/** What the scopes say of one place. Immutable; replaced whole when the place is assessed again. */
export interface PlaceAssessment {
  /** By scope name. */
  readonly verdicts: ReadonlyMap<string, ScopeVerdicts>;
  /** Earliest instant (epoch ms) at which this assessment changes by time alone. */
  readonly changesAt: number | undefined;
}

/** All that is known about one namespace. */
export interface NamespaceAssessment extends PlaceAssessment {
  readonly namespace: string;
  readonly uid: string;
  readonly membership: Membership;
  /** Declared components that run here, of the scope in which the namespace is. */
  readonly components: ReadonlySet<string>;
  /** Entries of the scope that bind workloads, as paths with names, some workload of which runs here: `products/Portal`. */
  readonly running: ReadonlySet<string>;
  /** What there is here to be counted, when the namespace is in scope. */
  readonly counts: NamespaceContents;
}

/** What a namespace in scope adds to the counts of its scope. */
export interface NamespaceContents {
  /** ServiceAccounts that pods use (templates where no pod is live), without `default`. */
  readonly serviceAccounts: number;
  readonly volumeClaims: number;
  /** Names to whom RoleBindings give access here, without those of the cluster itself (`system:`). */
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** Where the statement stands as entries: product.md, "documentary". */
export interface StatementCounts {
  readonly verified: number;
  readonly violated: number;
  readonly unobserved: number;
  readonly documentary: number;
}

export type StatementState = keyof StatementCounts;

/** How often subjects of one kind were judged by one check in favour of a statement or against it. */
export interface Evidence {
  readonly check: CheckId;
  /** Kind of the subjects, as in SubjectRef; what the check judges ("Workload", "Ingress, Service") where all its subjects are taken together. */
  readonly kind: string;
  readonly tally: Tally;
}

/** Evidence about one entry. */
export interface EntryEvidence extends Evidence {
  /** List of the spec and name of the entry: `interfaces/Customer Portals`. */
  readonly entry: string;
}

/** What became of one statement of the scope. */
export interface StatementResult {
  /** Where it stands, as a path without indexes: `environments`, `document.version`, `technology.services`. */
  readonly path: string;
  /** Name of its entry, or its text; empty for a section that is one statement. */
  readonly name: string;
  /** Entry in whose list it stands, for an item of an inner list: the platform of a service. */
  readonly within?: string;
  readonly state: StatementState;
  /** What decided it, in the order of check ids, then kinds. Empty for a documentary one, and for one that some running workload verifies. */
  readonly evidence: readonly Evidence[];
}

export interface NamespaceCounts {
  readonly inScope: number;
  readonly excluded: number;
  readonly undeclared: number;
  readonly conflict: number;
  readonly missing: number;
}

/** A scope over all its namespaces. */
export interface ScopeSummary {
  readonly scope: CompiledScope;
  /** Verdicts about the statement itself and its entries. */
  readonly own: ScopeVerdicts;
  /** Sums over `own` and all namespaces. */
  readonly total: Tally;
  readonly checks: ReadonlyMap<CheckId, Tally>;
  /** All failures and exempt subjects, worst first, in a stable order. */
  readonly findings: readonly Finding[];
  readonly namespaces: NamespaceCounts;
  readonly statements: StatementCounts;
  /** Every statement in the order of the spec; `statements` counts these. */
  readonly statementResults: readonly StatementResult[];
  readonly exceptions: readonly ExceptionState[];
  /** When the next review is due (epoch ms), the earliest of all. */
  readonly reviewDueAt: number | undefined;
  readonly changesAt: number | undefined;
}

export interface ExceptionState {
  readonly exception: ExceptionFact;
  readonly state: "active" | "expiring" | "expired" | "unused";
  /** Failures that it covers now. 0 of one that is active or expiring: whether it is needed cannot be said. */
  readonly exempts: number;
  readonly expiresAt: number;
}

/** The answer to "is what we declared what we run?" at one instant. All outputs read this and nothing else. */
export interface Snapshot {
  /** Counts turns. */
  readonly revision: number;
  /** Instant of the turn, epoch ms. */
  readonly at: number;
  readonly scopes: ReadonlyMap<string, ScopeSummary>;
  /** Scopes whose spec this operator cannot use. */
  readonly invalid: readonly ScopeFact[];
  readonly namespaces: ReadonlyMap<string, NamespaceAssessment>;
  /** Cluster-scoped objects about which some scope has a verdict, by kind and name: `Node/worker-1`. */
  readonly objects: ReadonlyMap<string, PlaceAssessment>;
  readonly coverage: ReadonlyMap<FactKind, Coverage>;
  /** Objects set aside because their projection failed, by kind. */
  readonly quarantined: ReadonlyMap<FactKind, number>;
  /** True when every kind is synced, with the annotations that the scopes judge, or declared unreadable. */
  readonly settled: boolean;
  /** Earliest instant (epoch ms) at which a verdict changes by time alone. */
  readonly changesAt: number | undefined;
}
