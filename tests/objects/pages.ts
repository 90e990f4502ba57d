import type {
  HTTPRouteFact,
  NetworkPolicyFact,
  RbacSubject,
  RoleBindingFact,
  ClusterRoleBindingFact,
  PodFact,
} from "../../src/facts/facts.ts";
import { isEmptySelector, type SelectorFact } from "../../src/facts/selector.ts";
import type { FactsView } from "../../src/facts/view.ts";

/** What a view says of a place to whoever judges it, in plain words: what other namespaces say of it included. */

const JUDGED = ["Service", "Ingress", "Gateway", "HTTPRoute", "NetworkPolicy", "RoleBinding", "ServiceAccount"] as const;

const labelsOf = (view: FactsView, namespaces: Iterable<string>): unknown =>
  [...namespaces].sort().map((name) => [name, view.namespace(name)?.labels]);

const selectorsOf = ({ ingress, egress }: NetworkPolicyFact): readonly SelectorFact[] =>
  [...(ingress ?? []), ...(egress ?? [])]
    .flatMap(({ peers }) => peers ?? [])
    .flatMap((peer) => ("cidr" in peer || peer.namespaces === undefined ? [] : [peer.namespaces]));

/** Which namespaces an empty selector selects is no news: all. */
const policyPage = (view: FactsView, policy: NetworkPolicyFact): unknown =>
  selectorsOf(policy)
    .filter((selector) => !isEmptySelector(selector))
    .map((selector) => labelsOf(view, view.namespacesSelected(selector)));

const placeOf = ({ namespace, name }: RbacSubject): string => namespace ?? name.replace("system:serviceaccounts:", "");

const bindingPage = (view: FactsView, binding: RoleBindingFact | ClusterRoleBindingFact): unknown => [
  view.role(binding.role, "namespace" in binding ? binding.namespace : undefined),
  labelsOf(view, binding.subjects.map(placeOf)),
];

const routePage = (view: FactsView, { parents }: HTTPRouteFact): unknown =>
  parents.map(({ namespace, name }) => view.gateway(namespace, name));

const podsWithHostAccess = (view: FactsView, namespace: string): readonly PodFact[] =>
  view.workloads(namespace).flatMap(({ pods }) => pods.filter(({ shape }) => shape.hostAccess.length > 0));

/** A namespace, as far as the boundary goes. */
export const boundaryPage = (view: FactsView, namespace: string): unknown => ({
  objects: JUDGED.map((kind) => view.objects(kind, namespace)),
  policies: view.objects("NetworkPolicy", namespace).map((policy) => policyPage(view, policy)),
  bindings: view.objects("RoleBinding", namespace).map((binding) => bindingPage(view, binding)),
  routes: view.objects("HTTPRoute", namespace).map((route) => routePage(view, route)),
  gateways: view.objects("Gateway", namespace).map(({ name }) => view.routesOf(namespace, name)),
  company: podsWithHostAccess(view, namespace).map(({ node }) => node && labelsOf(view, view.namespacesOn(node))),
});

/** A node or a ClusterRoleBinding, by its key. */
export const objectPage = (view: FactsView, key: string): unknown => {
  const [kind, name = ""] = key.split("/");
  if (kind === "Node") return [view.node(name), labelsOf(view, view.namespacesOn(name))];
  const binding = view.clusterRoleBinding(name);
  return binding && [binding, bindingPage(view, binding)];
};

/** What is asked of the cluster as a whole. */
export const clusterPage = (view: FactsView): unknown => ({
  rules: byUid(view.prometheusRules()),
  bindings: byUid(view.clusterRoleBindings()),
  nodes: byUid(view.nodes()),
  everywhere: [...view.namespacesSelected({ matchLabels: {}, matchExpressions: [] })].sort(),
});

const byUid = <F extends { readonly uid: string }>(facts: Iterable<F>): readonly F[] => [...facts].sort((a, b) => (a.uid < b.uid ? -1 : 1));
