import type { EnvironmentSpec } from "../api/scope.ts";
import type { ClusterRoleBindingFact, NodeFact } from "../facts/facts.ts";
import { apiVersionOf } from "../facts/kinds.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import type { PlaceAssessment } from "./assessment.ts";
import { blindAmong, blindKinds, type Basis, type Place } from "./basis.ts";
import { earliest } from "./deadline.ts";
import { judge, judgeAll, seesEnough, strictest } from "./engine.ts";
import { createSheet, verdictsOf, type CheckError, type Sheet } from "./sheet.ts";
import { bindingKey, namespaceKey, nodeKey, type Reads } from "./surroundings.ts";

/** Objects that belong to no namespace, each judged by the scopes that it concerns. */

export interface ObjectResult {
  /** Undefined when no scope has a verdict about it. */
  readonly assessment: PlaceAssessment | undefined;
  readonly errors: readonly CheckError[];
  readonly reads: Reads;
}

/** Keys of all objects that are judged, as in `Snapshot.objects`. A kind that no check judges costs nothing. */
export const objectKeys = ({ facts, checks }: Pick<Basis, "facts" | "checks">): readonly string[] => [
  ...(checks.has("Node") ? [...facts.nodes()].map(({ name }) => nodeKey(name)) : []),
  ...(checks.has("ClusterRoleBinding") ? [...facts.clusterRoleBindings()].map(({ name }) => bindingKey(name)) : []),
];

type Environments = Map<string, EnvironmentSpec>;

/** The namespaces of each scope that have live pods on the node, with their environments. */
const environmentsOn = (basis: Basis, { name: node }: NodeFact, reads: Reads): ReadonlyMap<string, Environments> => {
  const byScope = new Map<string, Environments>();
  for (const namespace of [...basis.facts.namespacesOn(node)].sort()) {
    reads.add(namespaceKey(namespace));
    const membership = basis.membership(namespace);
    if (membership?.state !== "InScope") continue;
    const environment = basis.scopes.get(membership.scope)?.environment(membership.environment);
    if (environment === undefined) continue;
    byScope.set(membership.scope, (byScope.get(membership.scope) ?? new Map<string, EnvironmentSpec>()).set(namespace, environment));
  }
  return byScope;
};

/** A pod that was set aside may run on any node, and so may those of a namespace that was. */
const blindOnNodes = (basis: Basis, scope: string): Place["blind"] => {
  const aside = (basis.quarantined.get("Pod") ?? 0) > 0;
  const suspects = aside ? [...basis.facts.namespaces()].map(({ name }) => name) : [];
  return blindAmong(
    basis,
    suspects.filter((name) => {
      const membership = basis.membership(name);
      return membership?.state === "InScope" && membership.scope === scope;
    }),
  );
};

/** A node is judged for those of its environments in which the check is enabled, with the strictest of their settings. */
const judgeNode = (basis: Basis, sheet: Sheet, node: NodeFact, all: Environments): void => {
  const blind = blindOnNodes(basis, sheet.scope.name);
  for (const check of basis.checks.get("Node") ?? []) {
    const settingIn = ({ name }: EnvironmentSpec) => sheet.scope.setting(check.id, check.severity, name);
    const environments = new Map([...all].filter(([, environment]) => settingIn(environment).enabled));
    const setting = strictest([...environments.values()].map(settingIn));
    if (setting === undefined) continue;
    const sees = seesEnough(basis, sheet, check, { type: "Node", environment: undefined, blind });
    judge(
      basis,
      sheet,
      { check, setting, sees },
      {
        subject: { type: "Node", node, environments },
        ref: { apiVersion: "v1", kind: "Node", name: node.name, uid: node.uid },
        labels: node.labels,
        namespace: undefined,
      },
    );
  }
};

const judgeBinding = (basis: Basis, sheet: Sheet, binding: ClusterRoleBindingFact): void => {
  const place: Place = { type: "ClusterRoleBinding", environment: undefined, blind: blindKinds(basis, []) };
  const { name, uid, labels } = binding;
  const ref = { apiVersion: apiVersionOf("ClusterRoleBinding"), kind: "ClusterRoleBinding", name, uid };
  judgeAll(basis, sheet, place, () => [{ subject: { type: "ClusterRoleBinding", binding }, ref, labels, namespace: undefined }]);
};

const resultOf = (basis: Basis, sheets: readonly Sheet[], reads: Reads): ObjectResult => {
  const verdicts = new Map(sheets.filter(({ tallies }) => tallies.size > 0).map((sheet) => [sheet.scope.name, verdictsOf(sheet)]));
  const changesAt = earliest(basis.now, ...sheets.map((sheet) => sheet.changesAt));
  return {
    assessment: verdicts.size === 0 ? undefined : { verdicts, changesAt },
    errors: sheets.flatMap(({ errors }) => errors),
    reads,
  };
};

const assessNode = (basis: Basis, node: NodeFact): ObjectResult => {
  const reads: Reads = new Set();
  const sheets: Sheet[] = [];
  for (const [name, environments] of environmentsOn(basis, node, reads)) {
    const sheet = createSheet(basis, basis.scopes.get(name) as CompiledScope, reads);
    judgeNode(basis, sheet, node, environments);
    sheets.push(sheet);
  }
  return resultOf(basis, sheets, reads);
};

const assessBinding = (basis: Basis, binding: ClusterRoleBindingFact): ObjectResult => {
  const reads: Reads = new Set();
  const sheets = [...basis.scopes.values()].map((scope) => createSheet(basis, scope, reads));
  for (const sheet of sheets) judgeBinding(basis, sheet, binding);
  return resultOf(basis, sheets, reads);
};

/** Assesses the object of that key; undefined when there is none, or no check judges its kind. */
export const assessObject = (basis: Basis, key: string): ObjectResult | undefined => {
  const [kind, name = ""] = key.split("/", 2);
  if (kind === "Node" && basis.checks.has("Node")) {
    const node = basis.facts.node(name);
    return node && assessNode(basis, node);
  }
  if (kind !== "ClusterRoleBinding" || !basis.checks.has("ClusterRoleBinding")) return undefined;
  const binding = basis.facts.clusterRoleBinding(name);
  return binding && assessBinding(basis, binding);
};
