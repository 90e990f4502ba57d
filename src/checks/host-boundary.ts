import type { HostAccess } from "../facts/facts.ts";
import type { FactsView, Workload } from "../facts/view.ts";
import { variantsOf, type Variant } from "../scope/variants.ts";
import { defineCheck, fail, notApplicable, pass, type Outcome, type Surroundings } from "./check.ts";
import { extentOf, listed, shortened } from "./wording.ts";

/**
 * The boundary of the scope holds on its nodes: no workload in scope reaches its node, and none from outside reaches a node of the scope.
 *
 * Control: ISO/IEC 27001:2022 A.8.22 (segregation), A.8.2 (privileged access); SOC 2 CC6.1 (what separates workloads).
 * Reads: host network, host PID and host IPC, hostPath volumes, privileged containers and host processes of Windows (init and ephemeral
 * ones included) of the pods or the template; for a workload outside the scope also on which nodes its pods run, and whose pods run there.
 * Passes: none of these. A workload outside the scope passes when no such pod shares a node with pods of the scope.
 * Not judged: a workload without live pods and templates; workloads of system namespaces, which are the cluster itself.
 */
export const check = defineCheck({
  id: "host-boundary",
  title: "No workload crosses the boundary of the scope by way of a node",
  severity: "High",
  controls: ["A.8.22", "A.8.2", "CC6.1"],
  appliesTo: ["Workload", "Neighbour"],
  needs: [],
  remediation:
    "Inside the scope: remove host namespaces, hostPath volumes and privileged containers. Outside: keep the workload off the nodes of the " +
    "scope by taints and affinity. An agent that needs them is brought into the scope or granted an exception.",
  evaluate(subject, facts, _scope, around) {
    const all = variantsOf(subject.workload).map((variant) => ({ variant }));
    if (all.length === 0) return notApplicable;
    const reaching = all.filter(({ variant }) => variant.shape.hostAccess.length > 0);
    if (reaching.length === 0) return pass;
    if (subject.type === "Neighbour") return judgeNeighbour(subject.workload, reaching, facts, around);
    return fail(
      "HostAccess",
      `Host access (${waysOf(reaching)}) by ${extentOf(reaching, all)}: remove it from the pod template, or grant an exception.`,
    );
  },
});

type Reaching = readonly { readonly variant: Variant }[];

const judgeNeighbour = ({ namespace }: Workload, reaching: Reaching, facts: FactsView, around: Surroundings): Outcome => {
  const nodes = new Set(reaching.flatMap(({ variant }) => variant.pods.flatMap(({ node }) => node ?? [])));
  const shared = [...nodes].filter((node) => [...facts.namespacesOn(node)].some((name) => around.environmentOf(name) !== undefined));
  if (shared.length === 0) return pass;
  const names = shared.sort().map((node) => shortened(node));
  return fail(
    "SharedNode",
    `Host access (${waysOf(reaching)}) by pods of ${namespace}, which is outside the scope, on ` +
      `${names.length === 1 ? "node" : "nodes"} ${listed(names)}, where pods of the scope run: separate the nodes by taints and affinity, bring the namespace into the scope, ` +
      "or grant an exception.",
  );
};

const WAYS: Readonly<Record<HostAccess, string>> = {
  hostNetwork: "host network",
  hostPID: "host PID namespace",
  hostIPC: "host IPC namespace",
  hostPath: "hostPath volume",
  privileged: "privileged container",
  hostProcess: "host process container",
};

const waysOf = (reaching: Reaching): string => {
  const ways = new Set(reaching.flatMap(({ variant }) => variant.shape.hostAccess));
  return listed((Object.keys(WAYS) as HostAccess[]).filter((way) => ways.has(way)).map((way) => WAYS[way]));
};
