import { expect, it } from "vitest";
import { namespace, pod, workload, type Manifest } from "../../tests/builders/manifests.ts";
import { judgeWorkload, scopeOf, worldOf } from "../../tests/builders/world.ts";
import { check } from "./logging-sidecar.ts";

type Require = "Sidecar" | "Collector" | "None";
const APP = "registry.example/app:1";
const judge = (require: Require, ...manifests: readonly Manifest[]) =>
  judgeWorkload(check, worldOf({ rules: { logging: { require } } }, [namespace("prod"), ...manifests]), "prod/web");
const deployment = (sidecars = {}) => workload("Deployment", "prod", "web", { sidecars });
const collector = pod("logging", "collector-x", {
  owner: workload("DaemonSet", "logging", "collector"),
  node: "n1",
  containers: { c: "fluent/fluent-bit" },
  hostPath: "/var/log/pods",
});

it("a workload with a log shipper passes under both demands", () => {
  expect(judge("Sidecar", deployment({ shipper: "fluent/fluent-bit:4" })).verdict).toBe("pass");
  expect(judge("Collector", deployment({ shipper: "fluent/fluent-bit:4" })).verdict).toBe("pass");
});

it("a workload without one is a finding that says what was looked for", () => {
  expect(judge("Sidecar", deployment())).toEqual({
    verdict: "fail",
    reason: "NotCovered",
    message: "Logs of the pod template are not shipped (no container is a log shipper by image or name): add a log shipper container.",
  });
});

it("the pods that lack it are counted", () => {
  const owner = workload("StatefulSet", "prod", "web");
  const pods = Array.from({ length: 4 }, (_, i) =>
    pod("prod", `web-${i}`, { owner, containers: i === 0 ? { app: APP } : { app: APP, shipper: "fluent/fluent-bit" } }),
  );
  expect(judge("Sidecar", owner, ...pods)).toMatchObject({ message: expect.stringContaining("1 of 4 pods") });
});

it("a node agent is enough for Collector alone", () => {
  const web = pod("prod", "web", { node: "n1" });
  expect(judge("Collector", web, collector).verdict).toBe("pass");
  expect(judge("Sidecar", web, collector)).toMatchObject({ reason: "NotCovered" });
  expect(judge("Collector", pod("prod", "web", { node: "n2" }), collector)).toMatchObject({
    message:
      "Logs of 1 of 1 pod are not shipped (no node agent that reads host logs is ready on its node): run a node agent there or add a log shipper container.",
  });
});

it("the rule that came nearest is told", () => {
  const web = pod("prod", "web", { node: "n1", containers: { app: APP, tail: "busybox" }, tailing: ["tail"] });
  expect(judge("Sidecar", web)).toMatchObject({ message: expect.stringContaining("streaming sidecar: container tail streams log files") });
});

it("an image that the scope names is a log shipper", () => {
  const world = worldOf({ rules: { logging: { images: ["acme/shipper"] } } }, [
    namespace("prod"),
    deployment({ s: "registry.example/acme/shipper:9" }),
  ]);
  expect(judgeWorkload(check, world, "prod/web").verdict).toBe("pass");
});

it("nothing is judged when the scope demands nothing", () => {
  expect(judge("None", deployment()).verdict).toBe("not-applicable");
});

it("nodes are needed only where a node agent counts", () => {
  const needed = (require: Require) => check.needsUnder?.(scopeOf({ rules: { logging: { require } } }));
  expect(needed("Sidecar")).toEqual([]);
  expect(needed("Collector")).toEqual(check.needs);
});
