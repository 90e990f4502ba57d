import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundaryObject } from "../../tests/builders/crossings.ts";
import { namespace, pod, workload, type Manifest, type PodParts } from "../../tests/builders/manifests.ts";
import { judgeNamespace, worldOf } from "../../tests/builders/world.ts";
import { ALL_LABELS, isIsolated, rawPolicy } from "../../tests/objects/network-policies.ts";
import { check } from "./network-default-deny.ts";

const judge = (...manifests: readonly Manifest[]) => judgeNamespace(check, worldOf({}, [namespace("prod"), ...manifests]), "prod");
const policy = (name: string, spec: object) => boundaryObject("NetworkPolicy", `prod/${name}`, { podSelector: {}, ...spec });
const as = (level: string, labels: Readonly<Record<string, string>> = {}): PodParts => ({
  labels,
  annotations: { "isms-scope.io/data-classification": level },
});
const deployment = (name: string, parts: PodParts = {}) => workload("Deployment", "prod", name, parts);
const onHost = (manifest: Manifest): Manifest => ({ ...manifest, spec: { ...(manifest["spec"] as object), hostNetwork: true } });

describe("a namespace with pods", () => {
  it("passes when each is selected by some policy of ingress", () => {
    const web = deployment("web", { labels: { app: "web" } });
    expect(judge(web, policy("all", {})).verdict).toBe("pass");
    expect(judge(web, policy("web", { podSelector: { matchLabels: { app: "web" } } })).verdict).toBe("pass");
    expect(judge(web, policy("out", { policyTypes: ["Egress"] })).verdict).toBe("fail");
  });

  it("fails with the number of live pods and the workloads that none selects", () => {
    const owner = deployment("web", { labels: { app: "web" } });
    const pods = ["1", "2"].map((at) => pod("prod", `web-${at}`, { owner, labels: { app: "web" } }));
    const other = pod("prod", "db", { labels: { app: "db" } });
    expect(judge(owner, ...pods, other, policy("db", { podSelector: { matchLabels: { app: "db" } } }))).toEqual({
      verdict: "fail",
      reason: "NoIngressPolicy",
      message:
        "No NetworkPolicy restricts who reaches 2 of 3 pods (Deployment web): select them by one with policyTypes Ingress, " +
        "for all pods by an empty podSelector, and allow there what is meant.",
    });
  });

  it("is judged by live pods where there are some, by the template where there are none", () => {
    const selected = policy("web", { podSelector: { matchLabels: { injected: "yes" } } });
    const owner = deployment("web", { labels: { app: "web" } });
    expect(judge(owner, selected)).toMatchObject({ message: expect.stringContaining("who reaches the pods to come of Deployment web: ") });
    expect(judge(owner, selected, pod("prod", "web-1", { owner, labels: { app: "web", injected: "yes" } })).verdict).toBe("pass");
  });

  it("names a workload once, of however many kinds its pods are", () => {
    const owner = deployment("web");
    const pods = ["1", "2"].map((at) => pod("prod", `web-${at}`, { owner, labels: { revision: at } }));
    expect(judge(owner, ...pods)).toMatchObject({ message: expect.stringContaining("reaches 2 of 2 pods (Deployment web): ") });
  });

  it("names five workloads and counts the rest", () => {
    const message = expect.stringContaining("Deployment w4 and 2 more: ");
    expect(judge(...Array.from({ length: 7 }, (_, at) => deployment(`w${at}`)))).toMatchObject({ message });
  });

  it("does not count a policy of another namespace", () => {
    const other = boundaryObject("NetworkPolicy", "other/all", { podSelector: {} });
    expect(judge(deployment("web"), namespace("other"), other).verdict).toBe("fail");
  });

  it("does not count a policy that selects by a label of single pods", () => {
    const one = policy("one", { podSelector: { matchExpressions: [{ key: "pod-template-hash", operator: "Exists" }] } });
    const owner = deployment("web");
    expect(judge(owner, pod("prod", "web-1", { owner, labels: { "pod-template-hash": "a" } }), one).verdict).toBe("fail");
  });
});

describe("pods of the highest class", () => {
  it("must also be selected by a policy of egress", () => {
    const ingress = policy("in", {});
    const vault = deployment("vault", as("Restricted", { app: "vault" }));
    expect(judge(vault, deployment("web", as("Confidential")), ingress)).toMatchObject({
      reason: "NoEgressPolicy",
      message:
        "No NetworkPolicy restricts what leaves the pods to come of Deployment vault of class Restricted: select them by one with " +
        "policyTypes Egress, for all pods by an empty podSelector, and allow there what is meant.",
    });
    const egress = policy("out", { podSelector: { matchLabels: { app: "vault" } }, policyTypes: ["Egress"] });
    expect(judge(vault, ingress, egress).verdict).toBe("pass");
    expect(judge(deployment("web", as("Confidential")), ingress).verdict).toBe("pass");
  });

  it("are told by the class of the namespace too", () => {
    const world = worldOf({}, [namespace("prod", as("Restricted")), deployment("web"), policy("in", {})]);
    expect(judgeNamespace(check, world, "prod")).toMatchObject({ reason: "NoEgressPolicy" });
  });

  it("are counted among those of their class", () => {
    const pods = ["a", "b"].map((name) => pod("prod", name, as("Restricted", { app: name })));
    const half = policy("a", { podSelector: { matchLabels: { app: "a" } }, policyTypes: ["Egress"] });
    expect(judge(...pods, pod("prod", "c"), policy("in", {}), half)).toMatchObject({
      message: expect.stringContaining("what leaves 1 of 2 pods (Pod b) of class Restricted: "),
    });
  });
});

describe("not judged are", () => {
  it("namespaces without pods and templates, and those out of scope", () => {
    expect(judge().verdict).toBe("not-applicable");
    const world = worldOf({}, [namespace("stray"), workload("Deployment", "stray", "web")]);
    expect(judgeNamespace(check, world, "stray").verdict).toBe("not-applicable");
  });

  it("pods on the network of their host", () => {
    const agent = onHost(pod("prod", "agent"));
    expect(judge(agent).verdict).toBe("not-applicable");
    expect(judge(agent, pod("prod", "web"))).toMatchObject({ message: expect.stringContaining("reaches 1 of 1 pod (Pod web): ") });
  });
});

it("random pods under random policies pass exactly when the text of the API isolates each of them", () => {
  const pods = fc.uniqueArray(fc.constantFrom(...ALL_LABELS.keys()), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(rawPolicy(["prod", "other"]), { maxLength: 3 }), pods, fc.boolean(), (policies, chosen, highest) => {
      const manifests = [
        ...policies.map(({ namespace, ...spec }, at) => boundaryObject("NetworkPolicy", `${namespace}/policy-${at}`, spec)),
        ...chosen.map((at) => pod("prod", `pod-${at}`, as(highest ? "Restricted" : "Public", ALL_LABELS[at]))),
      ];
      const closed = (direction: string) => chosen.every((at) => isIsolated(policies, "prod", ALL_LABELS[at]!, direction));
      const open = highest && !closed("Egress") ? "NoEgressPolicy" : undefined;
      const reason = closed("Ingress") ? open : "NoIngressPolicy";
      expect(judge(...manifests)).toMatchObject(reason === undefined ? { verdict: "pass" } : { verdict: "fail", reason });
    }),
    { numRuns: 200 },
  );
});
