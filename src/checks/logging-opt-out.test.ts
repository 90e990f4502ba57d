import { expect, it } from "vitest";
import { namespace, pod, workload, type Manifest, type PodParts } from "../../tests/builders/manifests.ts";
import { judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import { check } from "./logging-opt-out.ts";

const optedOut: PodParts = { annotations: { "fluentbit.io/exclude": "true" } };
const judgeAll = (require: "Sidecar" | "Collector" | "None", ...manifests: readonly Manifest[]) =>
  judgeWorkload(check, worldOf({ rules: { logging: { require } } }, [namespace("prod"), ...manifests]), "prod/web");
const judge = (parts: PodParts) => judgeAll("Collector", workload("Deployment", "prod", "web", parts));

it("a workload that does not opt out passes", () => {
  expect(judge({}).verdict).toBe("pass");
});

it("a workload that opts out without a log shipper is a finding that names the annotation", () => {
  expect(judge(optedOut)).toEqual({
    verdict: "fail",
    reason: "OptedOut",
    message:
      "Node agents skip the pod template (annotation fluentbit.io/exclude of the pod), and there is no log shipper instead: " +
      "remove that, or add a log shipper container.",
  });
});

it("a log shipper beside an opt-out is a legitimate pair", () => {
  expect(judge({ ...optedOut, sidecars: { shipper: "fluent/fluent-bit" } }).verdict).toBe("pass");
  expect(judge({ annotations: { ...optedOut.annotations, "sidecar.opentelemetry.io/inject": "true" } }).verdict).toBe("pass");
});

it("a streaming sidecar does not excuse it, its output needs the node agent", () => {
  const streaming = { containers: { app: "registry.example/app", tail: "busybox" }, tailing: ["tail"] };
  expect(judge({ ...optedOut, ...streaming })).toMatchObject({ reason: "OptedOut" });
});

it("a live pod without the sidecar that it asked for is not excused", () => {
  const web = pod("prod", "web", { annotations: { ...optedOut.annotations, "sidecar.opentelemetry.io/inject": "true" } });
  expect(judgeAll("Collector", web)).toMatchObject({ reason: "OptedOut", message: expect.stringContaining("1 of 1 pod ") });
});

it("containers that are excluded one by one are named", () => {
  expect(judge({ annotations: { "vector.dev/exclude-containers": "app" } })).toMatchObject({ message: expect.stringContaining("for app") });
});

it("it is judged whichever way of logging is demanded, unless none is", () => {
  expect(judgeAll("Sidecar", workload("Deployment", "prod", "web", optedOut))).toMatchObject({ reason: "OptedOut" });
  expect(judgeAll("None", workload("Deployment", "prod", "web", optedOut)).verdict).toBe("not-applicable");
});
