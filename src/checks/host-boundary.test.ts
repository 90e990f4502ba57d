import { describe, expect, it } from "vitest";
import { namespace, node, pod, workload, type Manifest, type PodParts } from "../../tests/builders/manifests.ts";
import { evaluate, judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import type { Outcome } from "./check.ts";
import { check } from "./host-boundary.ts";

/** A pod or workload with fields of its pod spec beside those that the builder knows. */
const withSpec = (manifest: Manifest, fields: object): Manifest => {
  const spec = manifest["spec"] as { readonly template?: { readonly spec: object } };
  const { template } = spec;
  return template === undefined
    ? { ...manifest, spec: { ...spec, ...fields } }
    : { ...manifest, spec: { ...spec, template: { ...template, spec: { ...template.spec, ...fields } } } };
};

const HOST = { hostPath: "/run/containerd" };
const judge = (...manifests: readonly Manifest[]): Outcome =>
  judgeWorkload(check, worldOf({}, [namespace("prod"), ...manifests]), "prod/web");

describe("a workload in scope", () => {
  it("passes when nothing of it reaches the node, and is not judged when there is nothing of it", () => {
    expect(judge(workload("Deployment", "prod", "web")).verdict).toBe("pass");
    const done = { ...workload("Job", "prod", "web"), status: { conditions: [{ type: "Complete", status: "True" }] } };
    expect(() => judge(done)).toThrow("no workload");
  });

  it.each([
    ["host network", { hostNetwork: true }],
    ["host PID namespace", { hostPID: true }],
    ["host IPC namespace", { hostIPC: true }],
    ["hostPath volume", { volumes: [{ name: "host", hostPath: { path: "/" } }] }],
    ["privileged container", { containers: [{ name: "app", image: "a", securityContext: { privileged: true } }] }],
    ["privileged container", { initContainers: [{ name: "init", image: "a", securityContext: { privileged: true } }] }],
    ["privileged container", { ephemeralContainers: [{ name: "debug", image: "a", securityContext: { privileged: true } }] }],
    ["host process container", { securityContext: { windowsOptions: { hostProcess: true } } }],
    ["host process container", { containers: [{ name: "app", image: "a", securityContext: { windowsOptions: { hostProcess: true } } }] }],
  ])("is a finding by %s", (way, fields) => {
    expect(judge(withSpec(workload("Deployment", "prod", "web"), fields))).toEqual({
      verdict: "fail",
      reason: "HostAccess",
      message: `Host access (${way}) by the pod template: remove it from the pod template, or grant an exception.`,
    });
  });

  it("is judged by its live pods where there are some, and all ways are named once", () => {
    const owner = workload("StatefulSet", "prod", "web", HOST);
    expect(judge(owner, pod("prod", "web-0", { owner })).verdict).toBe("pass");
    const pods = [
      pod("prod", "web-0", { owner }),
      withSpec(pod("prod", "web-1", { owner, ...HOST }), { hostNetwork: true }),
      pod("prod", "web-2", { owner, ...HOST }),
    ];
    expect(judge(owner, ...pods)).toMatchObject({
      message: expect.stringMatching(/^Host access \(host network, hostPath volume\) by 2 of 3 pods:/),
    });
  });
});

describe("a workload outside the scope", () => {
  const neighbour = (pods: readonly Manifest[], more: readonly Manifest[] = []): Outcome => {
    const nodes = ["n1", "n2", "n3"].map((name) => node(name));
    const namespaces = [namespace("prod"), namespace("tools")];
    const world = worldOf({}, [...namespaces, ...nodes, ...pods, ...more]);
    const [found] = world.facts.workloads("tools");
    const outside = world.facts.namespace("tools");
    if (found === undefined || outside === undefined) throw new Error("no neighbour");
    return evaluate(check, world, { type: "Neighbour", namespace: outside, workload: found });
  };
  const agent = workload("DaemonSet", "tools", "agent", HOST);
  const agentOn = (name: string, parts: PodParts = HOST) => pod("tools", `agent-${name}`, { owner: agent, node: name, ...parts });
  const web = (name: string) => pod("prod", `web-${name}`, { node: name });

  it("is a finding that names the nodes where it meets pods of the scope, and no others", () => {
    expect(neighbour([agent, agentOn("n1"), agentOn("n2"), agentOn("n3")], [web("n2"), web("n1")])).toEqual({
      verdict: "fail",
      reason: "SharedNode",
      message:
        "Host access (hostPath volume) by pods of tools, which is outside the scope, on nodes n1, n2, where pods of the scope run: " +
        "separate the nodes by taints and affinity, bring the namespace into the scope, or grant an exception.",
    });
  });

  it("passes on nodes of its own", () => {
    expect(neighbour([agent, agentOn("n1")], [web("n2")]).verdict).toBe("pass");
  });

  it("passes when those of its pods that reach the node are on other nodes", () => {
    expect(neighbour([agent, agentOn("n1"), agentOn("n2", {})], [web("n2")]).verdict).toBe("pass");
  });

  it("does not fail by its template alone: no pod of it is anywhere", () => {
    expect(neighbour([agent], [web("n2")]).verdict).toBe("pass");
  });
});
