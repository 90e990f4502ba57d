import { expect, it } from "vitest";
import { namespace, workload } from "../../tests/builders/manifests.ts";
import { judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import { check } from "./component-declared.ts";

const environments = [
  { name: "production", namespaces: { names: ["prod"] } },
  { name: "development", namespaces: { names: ["dev"] } },
];
const cluster = [
  namespace("prod"),
  namespace("dev"),
  workload("Deployment", "prod", "etl", { labels: { app: "etl" } }),
  workload("Deployment", "prod", "stray"),
  workload("Deployment", "dev", "etl", { labels: { app: "etl" } }),
];
const etl = { name: "etl", workloads: { matchLabels: { app: "etl" } } };

it("a workload that a component matches, by the labels of its pods, is declared", () => {
  expect(judgeWorkload(check, worldOf({ environments, components: [etl] }, cluster), "prod/etl").verdict).toBe("pass");
  expect(judgeWorkload(check, worldOf({ environments, components: [etl] }, cluster), "dev/etl").verdict).toBe("pass");
});

it("a workload that no component matches is a finding", () => {
  expect(judgeWorkload(check, worldOf({ environments, components: [etl] }, cluster), "prod/stray")).toMatchObject({
    verdict: "fail",
    reason: "NotDeclared",
    message: expect.stringMatching(/^Deployment stray runs in environment production, but no component declared there matches it:/),
  });
});

it("a component of one environment declares nothing in another", () => {
  const world = worldOf({ environments, components: [{ ...etl, environments: ["production"] }] }, cluster);
  expect(judgeWorkload(check, world, "prod/etl").verdict).toBe("pass");
  expect(judgeWorkload(check, world, "dev/etl")).toMatchObject({ verdict: "fail", message: expect.stringContaining("development") });
});

it("nothing is judged when no component binds workloads", () => {
  expect(judgeWorkload(check, worldOf({ environments, components: [{ name: "etl" }] }, cluster), "prod/stray").verdict).toBe(
    "not-applicable",
  );
});
