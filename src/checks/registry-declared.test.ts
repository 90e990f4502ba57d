import { describe, expect, it } from "vitest";
import { namespace, pod, workload, type Manifest, type PodParts } from "../../tests/builders/manifests.ts";
import { judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import type { Outcome } from "./check.ts";
import { check } from "./registry-declared.ts";

const SUPPLIERS: ScopeSpecInput["suppliers"] = [
  { name: "GitHub", registries: ["ghcr.io/example"] },
  { name: "Docker", registries: ["docker.io/library", "quay.io"] },
  { name: "Reseller", registries: ["ghcr.io/example/app"] },
  { name: "Lawyer" },
];

const judgeAll = (manifests: readonly Manifest[], suppliers = SUPPLIERS): Outcome =>
  judgeWorkload(check, worldOf({ suppliers }, [namespace("prod"), ...manifests]), "prod/web");
const judge = (parts: PodParts, suppliers = SUPPLIERS): Outcome => judgeAll([workload("StatefulSet", "prod", "web", parts)], suppliers);

it("images of declared registries pass about all suppliers that declare one of them, each once", () => {
  expect(judge({ containers: { app: "ghcr.io/example/app:1", job: "ghcr.io/example/job:1" }, inits: { cache: "redis" } })).toEqual({
    verdict: "pass",
    about: ["GitHub", "Reseller", "Docker"].map((name) => ({ list: "suppliers", name })),
  });
});

const mounting = (reference: string): Outcome => {
  const { metadata, spec } = pod("prod", "web", { containers: { app: "redis" } });
  const volumes = [
    { name: "models", image: { reference } },
    { name: "scratch", emptyDir: {} },
  ];
  return judgeAll([{ apiVersion: "v1", kind: "Pod", metadata, spec: { ...(spec as object), volumes } }]);
};

it("an image that is mounted as a volume is pulled like any other", () => {
  expect(mounting("ghcr.io/other/models:1")).toMatchObject({
    verdict: "fail",
    message: expect.stringContaining("ghcr.io/other/models") as string,
  });
  expect(mounting("quay.io/models:1").verdict).toBe("pass");
});

describe("an image of another registry", () => {
  it("is a finding that names it as a runtime completes it, without tag and digest", () => {
    expect(judge({ containers: { app: "ghcr.io/example/app", tool: "somebody/tools:1.0" } })).toEqual({
      verdict: "fail",
      reason: "UndeclaredRegistry",
      message:
        "No supplier declares the registry of docker.io/somebody/tools in the pod template: " +
        "add it to spec.suppliers, or take the image from a declared one.",
    });
  });

  it.each<[string, PodParts]>([
    ["a container", { containers: { app: "ghcr.io/other/app" } }],
    ["an init container", { containers: { app: "redis" }, inits: { init: "ghcr.io/other/app" } }],
    ["a sidecar", { containers: { app: "redis" }, sidecars: { mesh: "ghcr.io/other/app" } }],
  ])("counts in %s", (_where, parts) => {
    expect(judge(parts)).toMatchObject({ reason: "UndeclaredRegistry", message: expect.stringContaining("ghcr.io/other/app") });
  });

  it("counts in an ephemeral container, which only a live pod has, and says in how many pods", () => {
    const owner = workload("StatefulSet", "prod", "web", { containers: { app: "redis" } });
    const plain = pod("prod", "web-0", { owner, containers: { app: "redis" } });
    const live = pod("prod", "web-1", { owner, containers: { app: "redis" } });
    const spec = live["spec"] as object;
    const debugged = { ...live, spec: { ...spec, ephemeralContainers: [{ name: "debug", image: "busybox.example/debug" }] } };
    expect(judgeAll([owner, plain, debugged])).toMatchObject({
      message: expect.stringContaining("busybox.example/debug in 1 of 2 pods:"),
    });
  });

  it("is named before one that cannot be read, which can at least not run", () => {
    expect(judge({ containers: { app: "Nobody", tool: "ghcr.io/other/app" } })).toMatchObject({ reason: "UndeclaredRegistry" });
  });

  it("does not make a message that is too long for a status", () => {
    const containers = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`c${index}`, `${"h".repeat(60)}.example/${"p".repeat(200)}${index}`]),
    );
    const outcome = judge({ containers });
    expect(outcome).toMatchObject({ message: expect.stringContaining(" and ") });
    expect(outcome.verdict === "fail" && outcome.message.length).toBeLessThanOrEqual(1024);
  });
});

it("an image that no runtime could read is a finding of its own", () => {
  expect(judge({ containers: { app: "redis", bad: "ghcr.io/Example/app" } })).toEqual({
    verdict: "fail",
    reason: "UnreadableImage",
    message:
      '"ghcr.io/Example/app" in the pod template is no image reference that a runtime can read: ' +
      "write registry, repository and tag or digest, for example ghcr.io/example/app:1.0.",
  });
});

it("nothing is judged while no supplier has registries", () => {
  expect(judge({ containers: { app: "ghcr.io/other/app" } }, [{ name: "Lawyer" }]).verdict).toBe("not-applicable");
});
