import type { V1NetworkPolicy, V1NetworkPolicyPeer, V1NetworkPolicyPort } from "@kubernetes/client-node";
import type { PeerFact, PolicyPort, PolicyRuleFact } from "../facts.ts";
import { sortedNames } from "../interner.ts";
import { defineKind } from "../kind-spec.ts";
import { labelsOf, type Projection } from "../projection.ts";
import { metadataOf, namespaceOf, type Raw } from "../raw.ts";
import { selectorFact } from "../selector-fact.ts";

type Policy = Raw<V1NetworkPolicy>;
type Peer = Raw<V1NetworkPolicyPeer>;
type Port = Raw<V1NetworkPolicyPort>;
type Direction = "Ingress" | "Egress";

/** A rule of either direction as JSON has it: the client's types call `from` `_from`. */
interface RawRule {
  readonly from?: readonly (Peer | null)[] | null;
  readonly to?: readonly (Peer | null)[] | null;
  readonly ports?: readonly (Port | null)[] | null;
}
type RawRules = readonly (RawRule | null)[] | null | undefined;

/**
 * Which directions are restricted, as the API defines it: those that policyTypes lists; without it ingress always, and egress if
 * there are egress rules. (networking.k8s.io/v1, NetworkPolicySpec)
 */
const restricts = ({ spec }: Policy, direction: Direction): boolean => {
  const listed = spec?.policyTypes ?? [];
  if (listed.length > 0) return listed.includes(direction);
  return direction === "Ingress" || (spec?.egress ?? []).length > 0;
};

const peerOf = (peer: Peer | null, projection: Projection): PeerFact => {
  if (peer?.ipBlock) return { cidr: peer.ipBlock.cidr ?? "", except: sortedNames(peer.ipBlock.except ?? []) };
  return {
    pods: peer?.podSelector ? selectorFact(peer.podSelector, projection) : undefined,
    namespaces: peer?.namespaceSelector ? selectorFact(peer.namespaceSelector, projection) : undefined,
  };
};

const portOf = (port: Port | null): PolicyPort => ({
  protocol: port?.protocol ?? "TCP",
  port: port?.port ?? undefined,
  endPort: port?.endPort ?? undefined,
});

/** No peers at all are anywhere, and no ports at all are every port. */
const ruleOf = (direction: Direction, rule: RawRule | null, projection: Projection): PolicyRuleFact => {
  const peers = (direction === "Ingress" ? rule?.from : rule?.to) ?? [];
  const ports = rule?.ports ?? [];
  return {
    peers: peers.length > 0 ? peers.map((peer) => peerOf(peer, projection)) : undefined,
    ports: ports.length > 0 ? ports.map(portOf) : undefined,
  };
};

const rulesOf = (policy: Policy, direction: Direction, projection: Projection): readonly PolicyRuleFact[] | undefined => {
  if (!restricts(policy, direction)) return undefined;
  const rules = (direction === "Ingress" ? policy.spec?.ingress : policy.spec?.egress) as RawRules;
  return projection.interner.tree((rules ?? []).map((rule) => ruleOf(direction, rule, projection)));
};

/** Who may speak with the pods of a namespace. */
export const networkPolicyKind = defineKind({
  kind: "NetworkPolicy",
  group: "networking.k8s.io",
  version: "v1",
  plural: "networkpolicies",
  namespaced: true,
  metadataOnly: false,
  keepsAnnotations: false,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const policy = raw as Policy;
    return {
      kind: "NetworkPolicy",
      uid: metadata.uid,
      name: metadata.name,
      namespace: projection.interner.text(namespaceOf(metadata)),
      labels: labelsOf(metadata, projection),
      podSelector: selectorFact(policy.spec?.podSelector, projection),
      ingress: rulesOf(policy, "Ingress", projection),
      egress: rulesOf(policy, "Egress", projection),
    };
  },
});
