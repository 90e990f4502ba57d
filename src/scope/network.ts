import type { SelectorFact } from "../facts/selector.ts";
import type { NetworkPolicyFact, PeerFact, PolicyRuleFact, StringMap } from "../facts/facts.ts";
import { isPerPodLabel } from "../facts/projection.ts";
import { compileSelector, isEmptySelector } from "../facts/selector.ts";
import { addressRange, without, type AddressRange } from "./cidr.ts";

/**
 * NetworkPolicies with the semantics of networking.k8s.io/v1. Policies add up: a pod that none selects for a direction may speak with
 * anybody in it; one that some select, with whom any of their rules admits.
 */

export type Direction = "Ingress" | "Egress";

/** The rules of a policy in one direction; undefined when it does not restrict that direction, none when it lets nothing through. */
export const rulesOf = (policy: NetworkPolicyFact, direction: Direction): readonly PolicyRuleFact[] | undefined =>
  direction === "Ingress" ? policy.ingress : policy.egress;

/** Whether a selector asks for a label that tells pods of one shape apart, so that it cannot be answered for all of them. */
const tellsPodsApart = ({ matchLabels, matchExpressions }: SelectorFact): boolean =>
  Object.keys(matchLabels).some(isPerPodLabel) || matchExpressions.some(({ key }) => isPerPodLabel(key));

/**
 * Tells by the labels that pods of one shape share whether some of these policies, all of the pods' namespace, restrict the direction
 * for each of them. A policy that selects by a label that differs from pod to pod (pod-template-hash, job-name, …) does not count.
 */
export const isolation = (policies: readonly NetworkPolicyFact[], direction: Direction): ((labels: StringMap) => boolean) => {
  const selects = policies
    .filter((policy) => rulesOf(policy, direction) !== undefined && !tellsPodsApart(policy.podSelector))
    .map(({ podSelector }) => compileSelector(podSelector));
  return (labels) => selects.some((selected) => selected(labels));
};

/** An address range of a rule, as it is written and as the addresses that it admits. */
export interface AdmittedBlock {
  readonly cidr: string;
  /** Without those of `except`; undefined when it cannot be read. */
  readonly addresses: readonly AddressRange[] | undefined;
}

/** With whom beyond the policy's own namespace a rule lets its pods speak. Pod selectors narrow this to some pods of those namespaces. */
export interface Reach {
  /** No peers: with every pod and every address. */
  readonly anywhere: boolean;
  /** Some peer selects every namespace, also those still to come. */
  readonly allNamespaces: boolean;
  /** Selectors of namespaces, those of all left out. */
  readonly namespaces: readonly SelectorFact[];
  readonly blocks: readonly AdmittedBlock[];
}

/** Whom a rule admits, of any direction. Peers of the policy's own namespace (a pod selector alone) are left out. */
export const reachOf = ({ peers = [] }: PolicyRuleFact): Reach => {
  const selectors = peers.flatMap((peer) => ("cidr" in peer ? [] : (peer.namespaces ?? [])));
  return {
    anywhere: peers.length === 0,
    allNamespaces: selectors.some(isEmptySelector),
    namespaces: selectors.filter((selector) => !isEmptySelector(selector)),
    blocks: peers.flatMap((peer) => ("cidr" in peer ? [admittedBlock(peer)] : [])),
  };
};

const admittedBlock = ({ cidr, except }: Extract<PeerFact, { readonly cidr: string }>): AdmittedBlock => {
  const range = addressRange(cidr);
  const excepted = except.map(addressRange);
  // An exception that cannot be read takes nothing away: it never makes more declared than is.
  return {
    cidr,
    addresses:
      range &&
      without(
        range,
        excepted.flatMap((one) => one ?? []),
      ),
  };
};

const DNS_PORT = 53;

/** Whether the rule is about name resolution only: it names ports, and all are 53. */
export const resolvesNames = ({ ports = [] }: PolicyRuleFact): boolean =>
  ports.length > 0 && ports.every(({ port, endPort = port }) => port === DNS_PORT && endPort === DNS_PORT);
