import { describe, expect, it } from "vitest";
import { namespace, pod, volumeClaim, workload, type Manifest, type Marks } from "../../tests/builders/manifests.ts";
import { factsOf, scopeOf } from "../../tests/builders/world.ts";
import { MAX_ANNOTATION_LENGTH } from "../facts/projection.ts";
import { assetsOf, claimClass, classify, namespaceClass, probablyMeant } from "./classification.ts";
import { variantsOf } from "./variants.ts";

const KEY = "isms-scope.io/data-classification";
const SHORT = "data-classification";
const ASSETS = "isms-scope.io/information-assets";
const annotated = (value: string, key = KEY): Marks => ({ annotations: { [key]: value } });
const labelled = (value: string, key = KEY): Marks => ({ labels: { [key]: value } });

const only = (manifests: readonly Manifest[], keys: readonly string[] = []) => {
  const facts = factsOf(manifests, keys);
  const inNamespace = facts.namespace("prod");
  const [found] = facts.workloads("prod");
  if (inNamespace === undefined || found === undefined) throw new Error("a namespace prod and a workload in it are needed");
  return { inNamespace, found };
};

const classesOf = (manifests: readonly Manifest[], scope = scopeOf()) => {
  const { inNamespace, found } = only(manifests, scope.spec.rules.classification.keys);
  return classify(found, inNamespace, scope).map((entry) => entry.class);
};

describe("the class of a workload", () => {
  const deployment = (marks: Marks = {}, own: Marks = {}) => workload("StatefulSet", "prod", "etl", { ...marks, own });
  const podOf = (owner: Manifest, marks: Marks = {}) => pod("prod", "etl-0", { ...marks, owner });

  it.each([
    ["pod", [annotated("Restricted"), annotated("Confidential"), annotated("Internal"), annotated("Public")], "Restricted"],
    ["template", [{}, annotated("Confidential"), annotated("Internal"), annotated("Public")], "Confidential"],
    ["controller", [{}, {}, annotated("Internal"), annotated("Public")], "Internal"],
    ["namespace", [{}, {}, {}, annotated("Public")], "Public"],
  ] as const)("comes from the %s when nothing nearer declares one", (place, [ofPod, ofTemplate, ofController, ofNamespace], value) => {
    const owner = deployment(ofTemplate, ofController);
    const [found] = classesOf([namespace("prod", ofNamespace), owner, podOf(owner, ofPod)]);
    expect(found).toMatchObject({ place, value, key: KEY });
  });

  it("is absent when nobody declares one", () => {
    expect(classesOf([namespace("prod"), deployment()])).toEqual([undefined]);
  });

  it("is read from an annotation before a label of the same key, and from the keys in their order", () => {
    const both = { annotations: { [KEY]: "Internal", [SHORT]: "Public" }, labels: { [KEY]: "Restricted" } };
    expect(classesOf([namespace("prod"), deployment(both)])[0]).toMatchObject({ key: KEY, value: "Internal" });
    const labelOfFirst = { annotations: { [SHORT]: "Public" }, labels: { [KEY]: "Restricted" } };
    expect(classesOf([namespace("prod"), deployment(labelOfFirst)])[0]).toMatchObject({ key: KEY, value: "Restricted" });
  });

  it("of the second key nearby counts before the first key further away", () => {
    expect(classesOf([namespace("prod", annotated("Public")), deployment(labelled("Restricted", SHORT))])[0]).toMatchObject({
      place: "template",
      value: "Restricted",
    });
  });

  it("has no rank when its case is wrong, and an empty value does not inherit", () => {
    expect(classesOf([namespace("prod", annotated("Public")), deployment(annotated("restricted"))])[0]).toMatchObject({ rank: undefined });
    expect(classesOf([namespace("prod", annotated("Public")), deployment(annotated(""))])[0]).toMatchObject({ value: "", rank: undefined });
  });

  it("is judged once for pods that are equal", () => {
    const owner = deployment();
    const pods = Array.from({ length: 5 }, (_, i) =>
      pod("prod", `etl-${i}`, { owner, ...(i === 3 ? annotated("Public") : annotated("Internal")) }),
    );
    const { inNamespace, found } = only([namespace("prod"), owner, ...pods]);
    const counts = classify(found, inNamespace, scopeOf()).map((entry) => [entry.class?.value, entry.variant.pods.length]);
    expect(counts).toEqual([
      ["Internal", 4],
      ["Public", 1],
    ]);
  });

  it("is not found in a member that every object has", () => {
    const scope = scopeOf({ rules: { classification: { keys: ["constructor"] } } });
    const facts = factsOf([namespace("prod")]).namespace("prod");
    if (facts === undefined) throw new Error("not read");
    expect(namespaceClass({ ...facts, labels: {}, annotations: {} }, scope)).toBeUndefined();
  });

  it("is ranked by the levels of the scope, lowest first", () => {
    const scope = scopeOf({ rules: { classification: { levels: ["green", "amber", "red"] } } });
    expect(classesOf([namespace("prod"), deployment(annotated("amber"))], scope)[0]?.rank).toBe(1);
    expect(classesOf([namespace("prod"), deployment(annotated("Public"))], scope)[0]?.rank).toBeUndefined();
  });
});

describe("variants", () => {
  it("are the templates while no pod is live, without those of finished Jobs", () => {
    const done = { ...workload("Job", "prod", "done"), status: { conditions: [{ type: "Complete", status: "True" }] } };
    const facts = factsOf([namespace("prod"), workload("Deployment", "prod", "web"), done]);
    const [web] = facts.workloads("prod");
    expect(web && variantsOf(web).map(({ pods }) => pods.length)).toEqual([0]);
    expect(
      facts
        .workloads("prod")
        .filter(({ name }) => name === "done")
        .flatMap(variantsOf),
    ).toEqual([]);
  });

  it("are the pods as soon as one is live, whatever the template says", () => {
    const owner = workload("StatefulSet", "prod", "etl", annotated("Restricted"));
    const { found } = only([namespace("prod"), owner, pod("prod", "etl-0", { owner, ...annotated("Public") })]);
    expect(variantsOf(found).map(({ shape }) => shape.annotations[KEY])).toEqual(["Public"]);
  });
});

describe("the class of a volume claim and of a namespace", () => {
  it("is the claim's own, else the namespace's", () => {
    const facts = factsOf([
      namespace("prod", labelled("Internal")),
      volumeClaim("prod", "a", labelled("Restricted")),
      volumeClaim("prod", "b"),
    ]);
    const [inNamespace, a, b] = [facts.namespace("prod"), facts.volumeClaim("prod", "a"), facts.volumeClaim("prod", "b")];
    if (!inNamespace || !a || !b) throw new Error("not read");
    expect(claimClass(a, inNamespace, scopeOf())).toMatchObject({ place: "volume claim", value: "Restricted", rank: 3 });
    expect(claimClass(b, inNamespace, scopeOf())).toMatchObject({ place: "namespace", value: "Internal", rank: 1 });
    expect(namespaceClass(inNamespace, scopeOf())).toMatchObject({ value: "Internal", rank: 1 });
  });
});

describe("information assets", () => {
  it.each([
    ["customer-data, employee-data", ["customer-data", "employee-data"]],
    [" customer-data ,,customer-data", ["customer-data"]],
    [",", []],
    ["", []],
  ])("%j are %j", (value, names) => {
    const { inNamespace, found } = only([namespace("prod"), workload("Deployment", "prod", "web", { annotations: { [ASSETS]: value } })]);
    expect(variantsOf(found).map((variant) => assetsOf(found, variant, inNamespace, scopeOf()))).toEqual([names]);
  });
});

describe("the level that was probably meant", () => {
  const levels = ["Public", "Internal", "Confidential", "Restricted"];
  it.each([
    ["confidential", "Confidential"],
    ["CONFIDENTIAL", "Confidential"],
    ["Confidental", "Confidential"],
    ["in-ternal", "Internal"],
    ["Publik", "Public"],
    ["Secret", undefined],
    ["", undefined],
    ["---", undefined],
  ])("for %j is %s", (value, meant) => {
    expect(probablyMeant(value, levels)).toBe(meant);
  });

  // Letter by letter this would take minutes, in which the operator answers nobody.
  it("is not sought letter by letter for a value that is far longer than any name", () => {
    const names = Array.from({ length: 200_000 }, (_, index) => `asset-${index}`);
    expect(probablyMeant("x".repeat(MAX_ANNOTATION_LENGTH), names)).toBeUndefined();
  });
});
