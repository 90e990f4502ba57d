import type { NamespaceFact } from "../facts/facts.ts";
import type { FactsView } from "../facts/view.ts";
import { classify, type ClassifiedVariant } from "../scope/classification.ts";
import type { CompiledScope } from "../scope/compiled.ts";
import { isolation, type Direction } from "../scope/network.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed, livePods, podCount } from "./wording.ts";

/**
 * In a namespace of the scope every pod is selected by a NetworkPolicy, so that only declared traffic reaches it; a pod of the highest
 * class also by one for what it sends.
 *
 * Control: ISO/IEC 27001:2022 A.8.20 (network security), A.8.22 (segregation); SOC 2 CC6.6.
 * Reads: the NetworkPolicies of the namespace; labels and class of its live pods, of the templates where none is live.
 * Passes: some policy that restricts Ingress selects each of them, and some that restricts Egress each of the highest level. What its
 * rules let through is the matter of network-cross-boundary and egress-declared.
 * Not judged: pods on the network of their host, to which policies do not apply (host-boundary speaks of them).
 * A policy that selects by a label that differs from pod to pod (pod-template-hash, job-name, …) does not count, for it may leave out
 * the next pod.
 */
export const check = defineCheck({
  id: "network-default-deny",
  title: "Every pod in scope is selected by a network policy",
  severity: "High",
  controls: ["A.8.20", "A.8.22", "CC6.6"],
  appliesTo: ["Namespace"],
  needs: ["NetworkPolicy", "Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
  remediation:
    "Add a NetworkPolicy with an empty podSelector and policyTypes Ingress (at the highest class also Egress) to the namespace, " +
    "then policies for the traffic that is meant.",
  evaluate({ membership, namespace }, facts, scope) {
    if (membership.state !== "InScope") return notApplicable;
    const all = judgedPods(namespace, facts, scope);
    if (all.length === 0) return notApplicable;
    const policies = facts.objects("NetworkPolicy", namespace.name);
    const open = (direction: Direction, pods: readonly NamedVariant[]) => {
      const isolated = isolation(policies, direction);
      return pods.filter(({ variant }) => !isolated(variant.shape.labels));
    };
    const forAnybody = open("Ingress", all);
    if (forAnybody.length > 0) {
      return fail("NoIngressPolicy", `No NetworkPolicy restricts who reaches ${extent(forAnybody, all)}: ${mend("Ingress")}`);
    }
    const highest = scope.spec.rules.classification.levels.length - 1;
    const secret = all.filter((entry) => entry.class?.rank === highest);
    const toAnybody = open("Egress", secret);
    if (toAnybody.length === 0) return pass;
    const level = scope.spec.rules.classification.levels[highest] ?? "";
    return fail(
      "NoEgressPolicy",
      `No NetworkPolicy restricts what leaves ${extent(toAnybody, secret)} of class ${level}: ${mend("Egress")}`,
    );
  },
});

type NamedVariant = ClassifiedVariant & { readonly workload: string };

/** What runs, or would run, on the network of the cluster. */
const judgedPods = (namespace: NamespaceFact, facts: FactsView, scope: CompiledScope): readonly NamedVariant[] =>
  facts
    .workloads(namespace.name)
    .flatMap((workload) =>
      classify(workload, namespace, scope).map((entry) => ({ ...entry, workload: `${workload.kind} ${workload.name}` })),
    )
    .filter(({ variant }) => !variant.shape.hostAccess.includes("hostNetwork"));

/** `3 of 12 pods (Deployment web)`; without a number where the templates of these have no live pod. */
const extent = (open: readonly NamedVariant[], all: readonly NamedVariant[]): string => {
  const names = listed([...new Set(open.map(({ workload }) => workload))]);
  const failing = livePods(open);
  return failing === 0 ? `the pods to come of ${names}` : `${podCount(failing, livePods(all))} (${names})`;
};

const mend = (direction: Direction): string =>
  `select them by one with policyTypes ${direction}, for all pods by an empty podSelector, and allow there what is meant.`;
