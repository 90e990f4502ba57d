import type { CheckId } from "../../src/api/check-ids.generated.ts";
import { NAMESPACE_LABEL_KEYS } from "../../src/api/names.ts";
import type { ScopeSpecInput } from "../../src/api/scope.ts";
import type { ScopeStatus } from "../../src/api/status.ts";
import type { Finding, NamespaceAssessment, ScopeSummary, ScopeVerdicts, Snapshot, Tally } from "../../src/assess/assessment.ts";
import { FACT_KINDS, type NamespaceFact, type StringMap } from "../../src/facts/facts.ts";
import type { FactsView } from "../../src/facts/view.ts";
import type { DeclaredCoverage } from "../../src/outputs/coverage.ts";
import type { Membership, ScopeFact } from "../../src/scope/compiled.ts";
import { desiredLabels } from "../../src/scope/labels.ts";
import { NOW, scopeOf } from "./world.ts";

/** What the assessment would have said, written down by hand. */

export const READ: DeclaredCoverage = { scopes: { state: "Synced" }, exceptions: { state: "Synced" } };

/** A namespace as it is observed; labels are held by us unless `foreign` names another holder. */
export const namespaceFact = (name: string, labels: StringMap = {}, more: Partial<NamespaceFact> = {}): NamespaceFact => ({
  kind: "Namespace",
  uid: `uid-${name}`,
  name,
  labels,
  annotations: {},
  terminating: false,
  foreignLabels: {},
  ownLabels: NAMESPACE_LABEL_KEYS.filter((key) => labels[key] !== undefined && more.foreignLabels?.[key] === undefined),
  ...more,
});

/** The same namespace after the labels were written as its membership wants them. */
export const labelled = (fact: NamespaceFact, membership: Membership): NamespaceFact => {
  const desired = desiredLabels(membership);
  const rest = Object.fromEntries(Object.entries(fact.labels).filter(([key]) => !NAMESPACE_LABEL_KEYS.includes(key)));
  return { ...fact, labels: { ...rest, ...desired }, ownLabels: Object.keys(desired), foreignLabels: {} };
};

export const IN_SCOPE: Membership = { state: "InScope", scope: "acme", environment: "production" };
export const UNDECLARED: Membership = { state: "Undeclared" };

const NO_VERDICTS: ScopeVerdicts = { tallies: new Map(), findings: [], exceptionsUsed: new Map(), evidence: new Map() };

/** Verdicts about one place, from its findings and what else was judged there. */
export const verdicts = (findings: readonly Finding[], tallies: Partial<Record<CheckId, Partial<Tally>>> = {}): ScopeVerdicts => ({
  ...NO_VERDICTS,
  findings,
  tallies: new Map(Object.entries(tallies).map(([id, tally]) => [id as CheckId, { pass: 0, fail: 0, unknown: 0, exempt: 0, ...tally }])),
});

export const assessment = (
  name: string,
  membership: Membership,
  byScope: Readonly<Record<string, ScopeVerdicts>> = {},
): NamespaceAssessment => ({
  namespace: name,
  uid: `uid-${name}`,
  membership,
  verdicts: new Map(Object.entries(byScope)),
  components: new Set(),
  running: new Set(),
  counts: { serviceAccounts: 0, volumeClaims: 0, users: new Set(), groups: new Set() },
  changesAt: undefined,
});

/** A Deployment `name` in `namespace` that has no log shipper. */
export const finding = (name: string, more: Partial<Finding> = {}): Finding => ({
  scope: "acme",
  check: "logging-sidecar",
  severity: "High",
  mode: "Audit",
  subject: { apiVersion: "apps/v1", kind: "Deployment", namespace: "prod", name, uid: `uid-${name}` },
  verdict: "fail",
  reason: "NoLogShipper",
  message: `Deployment ${name} ships no logs: add a log shipper.`,
  ...more,
});

export interface SummaryOptions extends Partial<Omit<ScopeSummary, "scope">> {
  readonly name?: string;
  readonly spec?: Partial<ScopeSpecInput>;
  readonly generation?: number;
  readonly status?: ScopeStatus;
}

/** A scope in which one namespace is in scope and everything passes, unless told otherwise. */
export const summary = ({ name = "acme", spec = {}, generation = 1, status = {}, ...more }: SummaryOptions = {}): ScopeSummary => {
  const compiled = scopeOf(spec);
  const fact: ScopeFact = { ...compiled.fact, name, uid: `uid-${name}`, generation, status };
  return {
    scope: { ...compiled, name, fact },
    own: NO_VERDICTS,
    total: { pass: 10, fail: 0, unknown: 0, exempt: 0 },
    checks: new Map([["logging-sidecar", { pass: 10, fail: 0, unknown: 0, exempt: 0 }]]),
    findings: [],
    namespaces: { inScope: 1, excluded: 0, undeclared: 0, conflict: 0, missing: 0 },
    statements: { verified: 3, violated: 0, unobserved: 0, documentary: 5 },
    statementResults: [],
    exceptions: [],
    reviewDueAt: undefined,
    changesAt: undefined,
    ...more,
  };
};

export interface SnapshotOptions extends Partial<Omit<Snapshot, "scopes" | "namespaces">> {
  readonly scopes?: readonly ScopeSummary[];
  readonly namespaces?: readonly NamespaceAssessment[];
}

/** A settled snapshot of a wholly read cluster, unless told otherwise. */
export const snapshot = ({ scopes = [], namespaces = [], ...more }: SnapshotOptions = {}): Snapshot => ({
  revision: 1,
  at: NOW,
  scopes: new Map(scopes.map((each) => [each.scope.name, each])),
  invalid: [],
  namespaces: new Map(namespaces.map((each) => [each.namespace, each])),
  objects: new Map(),
  coverage: new Map(FACT_KINDS.map((kind) => [kind, { state: "Synced" }])),
  quarantined: new Map(),
  settled: true,
  changesAt: undefined,
  ...more,
});

/** The scopes of a snapshot as they are read now. */
export const scopesOf = ({ scopes, invalid }: Snapshot): readonly ScopeFact[] => [
  ...[...scopes.values()].map(({ scope }) => scope.fact),
  ...invalid,
];

/** A view that knows these namespaces and nothing else. */
export const viewOf = (namespaces: readonly NamespaceFact[]): FactsView => {
  const byName = new Map(namespaces.map((fact) => [fact.name, fact]));
  return {
    coverage: () => ({ state: "Synced" }),
    namespace: (name) => byName.get(name),
    namespaces: () => byName.values(),
    workloads: () => [],
    volumeClaims: () => [],
    volumeClaim: () => undefined,
    workloadsMounting: () => [],
    objects: () => [],
    role: () => undefined,
    clusterRoleBindings: () => [],
    clusterRoleBinding: () => undefined,
    gateway: () => undefined,
    routesOf: () => [],
    prometheusRules: () => [],
    namespacesSelected: () => new Set(),
    node: () => undefined,
    nodes: () => [],
    namespacesOn: () => [],
    daemonPodsOn: () => [],
    quarantined: () => 0,
  };
};
