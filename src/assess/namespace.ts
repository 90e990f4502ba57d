import type { NamespaceFact, VolumeClaimFact } from "../facts/facts.ts";
import type { Workload } from "../facts/view.ts";
import type { CompiledScope, Membership } from "../scope/compiled.ts";
import type { MembershipOf } from "../scope/membership.ts";
import type { NamespaceAssessment } from "./assessment.ts";
import { earliest } from "./deadline.ts";
import { blindKinds, type Basis, type Place } from "./basis.ts";
import { createSheet, judge, judgeUnseen, planChecks, verdictsOf, type CheckError, type Judged, type Sheet } from "./engine.ts";

/** What one namespace is, and what the scopes that it concerns say of it and of what is in it. */

/** The declared side, ready to be asked. */
export interface Declared {
  /** By name. */
  readonly scopes: ReadonlyMap<string, CompiledScope>;
  readonly membershipOf: MembershipOf;
}

export interface NamespaceResult {
  readonly assessment: NamespaceAssessment;
  readonly errors: readonly CheckError[];
}

const NOTHING: ReadonlySet<string> = new Set();

/** The scopes that judge a namespace: those that claim it; of an undeclared one, those that ask to report it. */
const judgesOf = (membership: Membership, scopes: Declared["scopes"]): readonly CompiledScope[] => {
  switch (membership.state) {
    case "InScope":
    case "Excluded":
      return [scopes.get(membership.scope)].filter((scope) => scope !== undefined);
    case "Conflict":
      return [...new Set(membership.claims.map(({ scope }) => scope))].flatMap((name) => scopes.get(name) ?? []);
    case "Undeclared":
      return [...scopes.values()].filter(({ spec }) => spec.rules.undeclaredNamespaces === "Report");
    case "System":
      return [];
  }
};

const namespaceSubject = (namespace: NamespaceFact, membership: Membership): Judged => ({
  subject: { type: "Namespace", namespace, membership },
  ref: { apiVersion: "v1", kind: "Namespace", name: namespace.name, uid: namespace.uid },
  labels: namespace.labels,
  namespace: namespace.name,
});

const environmentOf = (membership: Membership): string | undefined => (membership.state === "InScope" ? membership.environment : undefined);

type Inside = Pick<Extract<Judged["subject"], { type: "Workload" }>, "namespace" | "environment">;

const workloadSubject = (inside: Inside, workload: Workload): Judged => {
  const { apiVersion, kind, namespace, name, uid, labels } = workload;
  return {
    subject: { type: "Workload", ...inside, workload },
    ref: { apiVersion, kind, namespace, name, ...(uid === "" ? {} : { uid }) },
    labels,
    namespace,
  };
};

const claimSubject = (inside: Inside, claim: VolumeClaimFact): Judged => {
  const { namespace, name, uid, labels } = claim;
  return {
    subject: { type: "VolumeClaim", ...inside, claim },
    ref: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
    labels,
    namespace,
  };
};

/** A Deployment scaled to nothing does not run. A CronJob does between its runs, and a Job does until it is done. */
const runs = ({ pods, templates }: Workload): boolean =>
  pods.length > 0 || templates.some(({ kind, finished }) => (kind === "CronJob" || kind === "Job") && !finished);

const runningComponents = (scope: CompiledScope, environment: string, workloads: readonly Workload[]): ReadonlySet<string> =>
  new Set(workloads.filter(runs).flatMap((workload) => scope.components(workload, environment).map(({ name }) => name)));

/** Judges all subjects of one type in a namespace. */
const judgeAll = (basis: Basis, sheet: Sheet, place: Place, subjects: readonly Judged[]): void => {
  const planned = planChecks(basis, sheet, place);
  if (subjects.length === 0) judgeUnseen(sheet, planned, place);
  for (const subject of subjects) for (const check of planned) judge(basis, sheet, check, subject);
};

/** Assesses one namespace, with all that is in it. */
export const assessNamespace = (basis: Basis, declared: Declared, namespace: NamespaceFact): NamespaceResult => {
  const { name, uid } = namespace;
  const membership = declared.membershipOf(namespace);
  const blind = blindKinds(basis, [name]);
  const environment = environmentOf(membership);
  const sheets = judgesOf(membership, declared.scopes).map(createSheet);
  let components = NOTHING;
  for (const sheet of sheets) {
    judgeAll(basis, sheet, { type: "Namespace", environment, blind }, [namespaceSubject(namespace, membership)]);
    const entry = environment === undefined ? undefined : sheet.scope.environment(environment);
    if (entry === undefined) continue;
    const inside = { namespace, environment: entry };
    const workloads = basis.facts.workloads(name);
    const claims = basis.facts.volumeClaims(name);
    judgeAll(
      basis,
      sheet,
      { type: "Workload", environment, blind },
      workloads.map((workload) => workloadSubject(inside, workload)),
    );
    judgeAll(
      basis,
      sheet,
      { type: "VolumeClaim", environment, blind },
      claims.map((claim) => claimSubject(inside, claim)),
    );
    components = runningComponents(sheet.scope, entry.name, workloads);
  }
  return {
    assessment: {
      namespace: name,
      uid,
      membership,
      verdicts: new Map(sheets.map((sheet) => [sheet.scope.name, verdictsOf(sheet)])),
      components,
      changesAt: earliest(basis.now, ...sheets.map(({ changesAt }) => changesAt)),
    },
    errors: sheets.flatMap(({ errors }) => errors),
  };
};
