import { describe, expect, it } from "vitest";
import { namespace, node, workload, type Manifest, type PodParts } from "../../tests/builders/manifests.ts";
import { evaluate, inside, judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./account-declared.ts";
import type { Outcome } from "./check.ts";

const TECHNOLOGY: NonNullable<ScopeSpecInput["technology"]> = [
  { name: "AWS", accounts: ["111122223333"] },
  { name: "Google Cloud", accounts: ["acme-prod"] },
  { name: "On paper" },
];
const ECR = "dkr.ecr.eu-central-1.amazonaws.com";

const worldWith = (spec: Partial<ScopeSpecInput>, ...manifests: readonly Manifest[]) =>
  worldOf({ technology: TECHNOLOGY, ...spec }, [namespace("prod"), ...manifests]);

const judgeImages = (parts: PodParts, spec: Partial<ScopeSpecInput> = {}): Outcome =>
  judgeWorkload(check, worldWith(spec, workload("Deployment", "prod", "web", parts)), "prod/web");

const judgeNode = (providerID: string | undefined, spec: Partial<ScopeSpecInput> = {}): Outcome => {
  const world = worldWith(spec, { ...node("n1"), spec: { providerID } });
  const found = world.facts.node("n1");
  if (found === undefined) throw new Error("no node");
  return evaluate(check, world, { type: "Node", node: found, environments: new Map([["prod", inside(world, "prod").environment]]) });
};

const judgeAccount = (annotations: Readonly<Record<string, string>>): Outcome => {
  const metadata = { name: "export", namespace: "prod", uid: "uid-export", annotations };
  const world = worldWith({}, { apiVersion: "v1", kind: "ServiceAccount", metadata });
  const [object] = world.facts.objects("ServiceAccount", "prod");
  if (object === undefined) throw new Error("no service account");
  return evaluate(check, world, { type: "ServiceAccount", ...inside(world, "prod"), object });
};

const about = (...names: readonly string[]) => ({ verdict: "pass", about: names.map((name) => ({ list: "technology", name })) });
const role = (account: string) => ({ "eks.amazonaws.com/role-arn": `arn:aws:iam::${account}:role/export` });

describe("a declared account passes about its platforms", () => {
  it("in the providerID of a node", () => {
    expect(judgeNode("gce://acme-prod/europe-west3-a/n1")).toEqual(about("Google Cloud"));
  });

  it("in the role of a service account", () => {
    expect(judgeAccount(role("111122223333"))).toEqual(about("AWS"));
    expect(judgeAccount({ ...role("111122223333"), "iam.gke.io/gcp-service-account": "x@acme-prod.iam.gserviceaccount.com" })).toEqual(
      about("AWS", "Google Cloud"),
    );
  });

  it("in the registries of a workload's images, also when a supplier has them", () => {
    const containers = { app: `111122223333.${ECR}/app`, more: "gcr.io/acme-prod/app" };
    expect(judgeImages({ containers })).toEqual(about("AWS", "Google Cloud"));
    expect(judgeImages({ containers }, { suppliers: [{ name: "Clouds", registries: [`111122223333.${ECR}`, "gcr.io"] }] })).toEqual(
      about("AWS", "Google Cloud"),
    );
  });
});

describe("an account that no platform declares is a finding", () => {
  it("of the node that is in it", () => {
    expect(judgeNode("gce://acme-lab/europe-west3-a/n1")).toEqual({
      verdict: "fail",
      reason: "UndeclaredAccount",
      message: "The node runs in cloud account acme-lab, which no platform of spec.technology declares: add it there, or stop using it.",
    });
  });

  it("of the service account that assumes a role in it", () => {
    expect(judgeAccount(role("444455556666"))).toMatchObject({
      message: expect.stringMatching(/^The service account assumes a role in cloud account 444455556666, which/),
    });
  });

  it("of the workload whose init container has an image of it, beside those that are declared", () => {
    const parts = { containers: { app: `111122223333.${ECR}/app` }, inits: { a: `444455556666.${ECR}/a`, b: "gcr.io/acme-lab/b" } };
    expect(judgeImages(parts)).toEqual({
      verdict: "fail",
      reason: "UndeclaredAccount",
      message:
        "Images come from the registry of cloud accounts 444455556666, acme-lab, which no platform of spec.technology declares: " +
        "add them there, declare the registry of a supplier, or stop using them.",
    });
  });
});

describe("not judged is", () => {
  it("anything while no platform declares accounts", () => {
    const technology = [{ name: "On paper" }];
    expect(judgeNode("gce://acme-lab/europe-west3-a/n1", { technology }).verdict).toBe("not-applicable");
    expect(judgeImages({ containers: { app: `444455556666.${ECR}/app` } }, { technology }).verdict).toBe("not-applicable");
  });

  it("what carries no account", () => {
    expect(judgeNode("aws:///eu-central-1a/i-0123456789abcdef0").verdict).toBe("not-applicable");
    expect(judgeNode(undefined).verdict).toBe("not-applicable");
    expect(judgeAccount({}).verdict).toBe("not-applicable");
    expect(judgeImages({ containers: { app: "public.ecr.aws/nginx/nginx" } }).verdict).toBe("not-applicable");
  });

  it("an image of a supplier's registry in an account that is not ours", () => {
    const suppliers = [{ name: "Google", registries: ["gcr.io/distroless"] }];
    expect(judgeImages({ containers: { app: "gcr.io/distroless/static" } }, { suppliers }).verdict).toBe("not-applicable");
    expect(judgeImages({ containers: { app: "gcr.io/other/static" } }, { suppliers }).verdict).toBe("fail");
  });
});
