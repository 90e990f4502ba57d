import type { PodFact } from "../facts/facts.ts";
import { LOG_ROUTER } from "../facts/landmarks.ts";
import type { FactsView } from "../facts/view.ts";
import type { CompiledScope } from "./compiled.ts";
import { imageEvidence } from "./logging-images.ts";

/** Who collects container output on a node, seen from outside the pod. */
export interface NodeCollector {
  readonly covered: boolean;
  readonly rule: "node agent" | "fargate log router" | "none";
  readonly detail: string;
}

const COMPUTE_TYPE = "eks.amazonaws.com/compute-type";
const FARGATE_NODE = /^fargate-/;

/** A ready node agent on the node; on Fargate, where none can run, the built-in log router as far as it shows. */
export const collectorFor = (node: string, facts: FactsView, scope: CompiledScope): NodeCollector => {
  if (isFargate(node, facts)) return fargateRouter(facts);
  for (const pod of facts.daemonPodsOn(node)) {
    const agent = pod.ready && pod.shape.readsHostLogs ? agentOf(pod, scope) : undefined;
    if (agent !== undefined) return { covered: true, rule: "node agent", detail: `node agent ${agent} collects it` };
  }
  return { covered: false, rule: "none", detail: "no node agent that reads host logs is ready on its node" };
};

const agentOf = (pod: PodFact, scope: CompiledScope): string | undefined => {
  for (const { image, role } of pod.shape.containers) {
    const evidence = role === "init" || role === "ephemeral" ? undefined : imageEvidence(image, scope.spec.rules.logging.images);
    if (evidence === undefined || !("agent" in evidence)) continue;
    return `${evidence.agent} (DaemonSet ${pod.namespace}/${pod.owner?.name ?? pod.name})`;
  }
  return undefined;
};

const isFargate = (node: string, facts: FactsView): boolean =>
  facts.node(node)?.labels[COMPUTE_TYPE] === "fargate" || FARGATE_NODE.test(node);

const fargateRouter = (facts: FactsView): NodeCollector => {
  const { namespace, label, on } = LOG_ROUTER;
  if (facts.namespace(namespace)?.labels[label] === on) {
    return { covered: true, rule: "fargate log router", detail: `namespace ${namespace} switches the log router of Fargate on (assumed)` };
  }
  return {
    covered: false,
    rule: "none",
    detail: `Fargate runs no node agent, and namespace ${namespace} with label ${label}: ${on} is missing`,
  };
};
