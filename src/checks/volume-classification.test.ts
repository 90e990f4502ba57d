import { expect, it } from "vitest";
import { namespace, pod, volumeClaim, workload, type Manifest, type Marks } from "../../tests/builders/manifests.ts";
import { judgeClaim, worldOf } from "../../tests/builders/world.ts";
import { check } from "./volume-classification.ts";

const as = (value: string): Marks => ({ annotations: { "isms-scope.io/data-classification": value } });
const judge = (...manifests: readonly Manifest[]) => judgeClaim(check, worldOf({}, manifests), "prod/data");
const claims = ["data"];

it("a volume with a level of its own or of its namespace passes", () => {
  expect(judge(namespace("prod"), volumeClaim("prod", "data", as("Restricted"))).verdict).toBe("pass");
  expect(judge(namespace("prod", as("Internal")), volumeClaim("prod", "data")).verdict).toBe("pass");
});

it("an unclassified volume and one outside the levels are findings", () => {
  expect(judge(namespace("prod"), volumeClaim("prod", "data"))).toMatchObject({ reason: "Unclassified" });
  expect(judge(namespace("prod"), volumeClaim("prod", "data", as("internal")))).toMatchObject({
    reason: "UnknownLevel",
    message: '"internal" (isms-scope.io/data-classification of the volume claim) is no level: probably Internal is meant.',
  });
});

it("a workload of the same or a higher class may mount it", () => {
  const volume = volumeClaim("prod", "data", as("Confidential"));
  const mounts = ["Confidential", "Restricted"].map((level) =>
    workload("Deployment", "prod", level.toLowerCase(), { claims, ...as(level) }),
  );
  expect(judge(namespace("prod"), volume, ...mounts).verdict).toBe("pass");
});

it("a workload of a lower class that mounts it is a finding of the volume, by template or by live pod", () => {
  const volume = volumeClaim("prod", "data", as("Confidential"));
  expect(judge(namespace("prod"), volume, workload("Deployment", "prod", "web", { claims, ...as("Internal") }))).toMatchObject({
    reason: "MountedFromBelow",
    message: "The volume is Confidential, but mounted with a lower class by Deployment web: raise that to Confidential, or unmount it.",
  });
  const owner = workload("StatefulSet", "prod", "db", { claims, ...as("Confidential") });
  const weak = pod("prod", "db-1", { owner, claims, ...as("Public") });
  expect(judge(namespace("prod"), volume, owner, pod("prod", "db-0", { owner, claims, ...as("Confidential") }), weak)).toMatchObject({
    message: expect.stringContaining("StatefulSet db"),
  });
});

it("a workload without one of the levels is not held against the volume", () => {
  const volume = volumeClaim("prod", "data", as("Confidential"));
  expect(judge(namespace("prod"), volume, workload("Deployment", "prod", "web", { claims })).verdict).toBe("pass");
});

it("a lower workload that mounts another volume does not matter", () => {
  const volume = volumeClaim("prod", "data", as("Confidential"));
  expect(judge(namespace("prod"), volume, workload("Deployment", "prod", "web", { claims: ["other"], ...as("Public") })).verdict).toBe(
    "pass",
  );
});
