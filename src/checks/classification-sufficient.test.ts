import { expect, it } from "vitest";
import { namespace, pod, workload } from "../../tests/builders/manifests.ts";
import { judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import { check } from "./classification-sufficient.ts";

const marks = (assets: string, classification?: string) => ({
  annotations: {
    "isms-scope.io/information-assets": assets,
    ...(classification === undefined ? {} : { "isms-scope.io/data-classification": classification }),
  },
});
const spec = {
  informationAssets: [
    { name: "customer-data", classification: "Confidential" },
    { name: "employee-data", classification: "Restricted" },
    { name: "public-site" },
  ],
  prohibitedData: ["pan"],
  requirements: { regulations: [{ name: "HIPAA", categories: ["phi"] }] },
};
const judge = (...parts: Parameters<typeof marks>) =>
  judgeWorkload(check, worldOf(spec, [namespace("prod"), workload("Deployment", "prod", "etl", marks(...parts))]), "prod/etl");

it.each([
  ["customer-data", "Confidential"],
  ["customer-data", "Restricted"],
  ["customer-data,employee-data", "Restricted"],
  ["public-site", "Public"],
  ["public-site", undefined],
])("a workload that handles %s passes as %s", (assets, classification) => {
  expect(judge(assets, classification).verdict).toBe("pass");
});

it("a workload below the highest class of its assets is a finding that names that asset", () => {
  expect(judge("public-site,customer-data,employee-data", "Confidential")).toEqual({
    verdict: "fail",
    reason: "ClassTooLow",
    message:
      'Asset employee-data (Restricted) is handled by the pod template classified as "Confidential": classify it as Restricted or higher.',
    about: [{ list: "informationAssets", name: "employee-data" }],
  });
});

it("a workload without a class, or with one outside the levels, is below every asset that has one", () => {
  expect(judge("customer-data")).toMatchObject({ reason: "ClassTooLow", message: expect.stringContaining("without classification") });
  expect(judge("customer-data", "confidential")).toMatchObject({ reason: "ClassTooLow" });
});

it("an unknown asset is a finding, with the name that was probably meant", () => {
  expect(judge("customer-dat", "Restricted")).toMatchObject({
    reason: "UnknownAsset",
    message: '"customer-dat" on the pod template is no information asset of the scope: probably customer-data is meant.',
  });
  expect(judge("Customer-Data", "Restricted")).toMatchObject({ reason: "UnknownAsset" });
  expect(judge("customer-data,invoices,orders", "Restricted")).toMatchObject({
    message: expect.stringContaining('"invoices", "orders" on the pod template is no information asset of the scope: declare it'),
  });
});

it("prohibited data and the categories of regulations are known names", () => {
  expect(judge("PAN,phi", "Public").verdict).toBe("pass");
});

it("a workload that names nothing is not judged", () => {
  expect(judge("", "Public").verdict).toBe("not-applicable");
});

it("assets of the namespace count for what runs in it, and pods are counted", () => {
  const owner = workload("StatefulSet", "prod", "etl");
  const pods = ["Restricted", "Public"].map((level, i) =>
    pod("prod", `etl-${i}`, { owner, annotations: { "isms-scope.io/data-classification": level } }),
  );
  const world = worldOf(spec, [namespace("prod", marks("customer-data")), owner, ...pods]);
  expect(judgeWorkload(check, world, "prod/etl")).toMatchObject({ message: expect.stringContaining("1 of 2 pods") });
});

it("a workload that passes confirms the assets that it names, one that fails contradicts those above its class, no other", () => {
  const named = (...names: readonly string[]) => names.map((name) => ({ list: "informationAssets", name }));
  expect(judge("phi,public-site,customer-data", "Restricted")).toEqual({
    verdict: "pass",
    about: named("customer-data", "public-site"),
  });
  expect(judge("public-site,customer-data,employee-data", "Public")).toMatchObject({ about: named("customer-data", "employee-data") });
  expect(judge("nonsense,customer-data", "Public")).not.toHaveProperty("about");
});
