import { expect, it } from "vitest";
import { namespace, pod, volumeClaim, workload, type Marks } from "../../tests/builders/manifests.ts";
import { judgeClaim, judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import { check } from "./classification-ceiling.ts";

const as = (value: string): Marks => ({ annotations: { "isms-scope.io/data-classification": value } });
const spec = (ceiling?: string) => ({
  environments: [{ name: "development", namespaces: { names: ["dev"] }, ...(ceiling === undefined ? {} : { ceiling }) }],
});
const cluster = (marks: Marks, ofNamespace: Marks = {}) => [
  namespace("dev", ofNamespace),
  workload("Deployment", "dev", "etl", marks),
  volumeClaim("dev", "data", marks),
];
const both = (world: ReturnType<typeof worldOf>) => [judgeWorkload(check, world, "dev/etl"), judgeClaim(check, world, "dev/data")];

it.each(["Public", "Internal"])("what is %s passes under a ceiling of Internal", (level) => {
  expect(both(worldOf(spec("Internal"), cluster(as(level)))).map(({ verdict }) => verdict)).toEqual(["pass", "pass"]);
});

it("what is above the ceiling is a finding, as a workload and as a volume claim", () => {
  const [ofWorkload, ofClaim] = both(worldOf(spec("Internal"), cluster(as("Restricted"))));
  const end =
    "is above Internal, the ceiling of environment development: move it to an environment that allows it, or mask the data and lower the class.";
  expect(ofWorkload).toEqual({
    verdict: "fail",
    reason: "AboveCeiling",
    message: `Restricted (isms-scope.io/data-classification of the template) on the pod template ${end}`,
  });
  expect(ofClaim).toEqual({
    verdict: "fail",
    reason: "AboveCeiling",
    message: `Restricted (isms-scope.io/data-classification of the volume claim) on the volume claim ${end}`,
  });
});

it("a class that the namespace lends counts", () => {
  const outcomes = both(worldOf(spec("Internal"), cluster({}, as("Confidential"))));
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(["fail", "fail"]);
});

it("one pod above the ceiling is enough, and is counted", () => {
  const owner = workload("StatefulSet", "dev", "etl", as("Public"));
  const pods = ["Public", "Public", "Restricted"].map((level, i) => pod("dev", `etl-${i}`, { owner, ...as(level) }));
  const world = worldOf(spec("Internal"), [namespace("dev"), owner, ...pods]);
  expect(judgeWorkload(check, world, "dev/etl")).toMatchObject({ message: expect.stringContaining("1 of 3 pods") });
});

it("nothing is judged without a ceiling, or without one of the levels", () => {
  for (const world of [
    worldOf(spec(), cluster(as("Restricted"))),
    worldOf(spec("Internal"), cluster({})),
    worldOf(spec("Internal"), cluster(as("Top"))),
  ]) {
    expect(both(world).map(({ verdict }) => verdict)).toEqual(["not-applicable", "not-applicable"]);
  }
});
