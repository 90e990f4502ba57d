import type { NamespaceFact } from "../facts/facts.ts";
import type { Workload } from "../facts/view.ts";
import type { Membership } from "../scope/compiled.ts";
import type { Basis } from "./basis.ts";
import { namespaceKey, nodeKey, type Reads } from "./surroundings.ts";

/** Workloads that reach their node, seen from the scopes that run there too. */

/** Nodes on which a live pod of the workload runs that has ways onto its node. */
const reachedNodes = ({ pods }: Workload): ReadonlySet<string> =>
  new Set(pods.flatMap(({ node, shape }) => (node === undefined || shape.hostAccess.length === 0 ? [] : [node])));

/** Scopes with live pods on the node. */
const scopesOn = (basis: Basis, node: string, reads: Reads): ReadonlySet<string> => {
  const scopes = new Set<string>();
  reads.add(nodeKey(node));
  for (const namespace of basis.facts.namespacesOn(node)) {
    reads.add(namespaceKey(namespace));
    const membership = basis.membership(namespace);
    if (membership?.state === "InScope") scopes.add(membership.scope);
  }
  return scopes;
};

/**
 * The workloads of a namespace that are neighbours of a scope, by scope. A namespace is no neighbour of the scope that holds it,
 * and those of the cluster itself are nobody's. What runs on each node is asked once.
 */
export const neighboursIn = (
  basis: Basis,
  { name }: NamespaceFact,
  membership: Membership,
  reads: Reads,
): ReadonlyMap<string, readonly Workload[]> => {
  const byScope = new Map<string, Workload[]>();
  if (basis.isSystem(name) || !basis.checks.has("Neighbour")) return byScope;
  const own = membership.state === "InScope" ? membership.scope : undefined;
  const known = new Map<string, ReadonlySet<string>>();
  for (const workload of basis.facts.workloads(name)) {
    const nodes = [...reachedNodes(workload)];
    for (const node of nodes) if (!known.has(node)) known.set(node, scopesOn(basis, node, reads));
    for (const scope of new Set(nodes.flatMap((node) => [...(known.get(node) ?? [])]))) {
      if (scope !== own) byScope.set(scope, [...(byScope.get(scope) ?? []), workload]);
    }
  }
  return byScope;
};
