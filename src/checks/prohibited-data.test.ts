import { expect, it } from "vitest";
import { namespace, pod, workload } from "../../tests/builders/manifests.ts";
import { judgeWorkload, worldOf } from "../../tests/builders/world.ts";
import { check } from "./prohibited-data.ts";

const naming = (assets: string) => ({ annotations: { "isms-scope.io/information-assets": assets } });
const judge = (assets: string, prohibitedData = ["pan"]) =>
  judgeWorkload(
    check,
    worldOf({ prohibitedData }, [namespace("prod"), workload("CronJob", "prod", "billing", naming(assets))]),
    "prod/billing",
  );

it("a workload that names other data, or none, passes", () => {
  expect(judge("customer-data").verdict).toBe("pass");
  expect(judge("").verdict).toBe("pass");
  expect(judge("pancakes").verdict).toBe("pass");
});

it.each(["pan", "customer-data, pan", "PAN"])("a workload that names %s is a finding", (assets) => {
  expect(judge(assets)).toMatchObject({
    verdict: "fail",
    reason: "ProhibitedData",
    message: expect.stringMatching(/"pan" on the pod template/i),
  });
});

it("only the prohibited names are told, and how many pods name them", () => {
  const owner = workload("StatefulSet", "prod", "billing");
  const pods = [naming("customer-data,pan"), {}].map((marks, i) => pod("prod", `billing-${i}`, { owner, ...marks }));
  const outcome = judgeWorkload(check, worldOf({ prohibitedData: ["pan"] }, [namespace("prod"), owner, ...pods]), "prod/billing");
  expect(outcome).toMatchObject({
    message: '"pan" on 1 of 2 pods is ruled out by spec.prohibitedData: remove this data, or move the workload out of the scope.',
  });
});

it("nothing is judged when nothing is prohibited", () => {
  expect(judge("pan", []).verdict).toBe("not-applicable");
});

it("a workload that passes confirms all that is ruled out, one that fails contradicts what it names", () => {
  const kinds = (...names: readonly string[]) => names.map((name) => ({ list: "prohibitedData", name }));
  expect(judge("customer-data", ["pan", "phi"])).toEqual({ verdict: "pass", about: kinds("pan", "phi") });
  expect(judge("PAN", ["pan", "phi"])).toMatchObject({ about: kinds("pan") });
});
