import type { Api } from "../tools/control-plane/api.ts";
import { changeBinding, changePolicy } from "./boundary.ts";
import type { Probe } from "./changes.ts";
import { namespaceName, onePodPerNamespace, type Size } from "./cluster.ts";

/** What is changed to see how fast it shows: in so many namespaces, each with a check that then fails there. */

/** The class of a pod. */
export async function podProbe(api: Api, count: number): Promise<Probe> {
  const pods = new Map((await onePodPerNamespace(api, count)).map(({ namespace, name }) => [namespace, name]));
  return {
    check: "data-classification",
    namespaces: [...pods.keys()],
    change: (namespace, wrong) => {
      const annotations = { "isms-scope.io/data-classification": wrong ? "Nonsense" : "Internal" };
      return api.must("PATCH", `/api/v1/namespaces/${namespace}/pods/${pods.get(namespace) ?? ""}`, { metadata: { annotations } });
    },
  };
}

const firstNamespaces = (count: number, having: number): string[] =>
  Array.from({ length: Math.min(count, having) }, (_, index) => namespaceName(index));

/** Which pods a network policy selects. */
export const policyProbe = (api: Api, { namespaces, policies }: Size, count: number): Probe => ({
  check: "network-default-deny",
  namespaces: firstNamespaces(count, Math.min(namespaces, policies)),
  change: (namespace, wrong) => changePolicy(api, namespace, wrong),
});

/** Whom a role binding names. */
export const bindingProbe = (api: Api, { namespaces, bindings }: Size, count: number): Probe => ({
  check: "access-declared",
  namespaces: firstNamespaces(count, Math.min(namespaces, bindings)),
  change: (namespace, wrong) => changeBinding(api, namespace, wrong),
});
