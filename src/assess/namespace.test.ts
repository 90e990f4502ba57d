import { describe, expect, test } from "vitest";
import { namespace, pod, volumeClaim, workload } from "../../tests/builders/manifests.ts";
import { assessmentOf, checkOf, scopeFacts, turnOf, type Specs } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";

const ACME: Specs[string] = {
  environments: [{ name: "production", namespaces: { names: ["prod", "both"] } }],
  exclusions: [{ name: "Customers", justification: "Theirs", namespaces: { names: ["customer-*"] } }],
};
const BETA: Specs[string] = { environments: [{ name: "main", namespaces: { names: ["both"] } }] };
const CHECKS = [
  checkOf("namespace-declared", "Namespace"),
  checkOf("logging-sidecar", "Workload"),
  checkOf("volume-classification", "VolumeClaim"),
];
const NAMES = ["prod", "both", "customer-a", "other", "kube-system"];
const MANIFESTS = NAMES.flatMap((name) => [namespace(name), workload("Deployment", name, "web"), volumeClaim(name, "data")]);

/** Which scopes judge what: `acme: Namespace Deployment`. */
const judgedBy = (name: string, specs: Specs = { acme: ACME, beta: BETA }): string[] => {
  const { verdicts } = assessmentOf(turnOf({ scopes: scopeFacts(specs), facts: factsOf(MANIFESTS), checks: CHECKS }), name);
  return [...verdicts].map(([scope, { findings }]) => `${scope}: ${findings.map(({ subject }) => subject.kind).join(" ")}`);
};

describe("a namespace is judged", () => {
  test("with all that is in it when it is in scope", () => {
    expect(judgedBy("prod")).toEqual(["acme: Namespace Deployment PersistentVolumeClaim"]);
  });

  test("alone when it is excluded, by the scope that excludes it", () => {
    expect(judgedBy("customer-a")).toEqual(["acme: Namespace"]);
  });

  test("alone when it is in conflict, by each scope that claims it", () => {
    expect(judgedBy("both")).toEqual(["acme: Namespace", "beta: Namespace"]);
  });

  test("alone when it is undeclared, by each scope that asks to report it", () => {
    expect(judgedBy("other")).toEqual(["acme: Namespace", "beta: Namespace"]);
    const ignoring = { ...ACME, rules: { undeclaredNamespaces: "Ignore" } } as const;
    expect(judgedBy("other", { acme: ignoring, beta: BETA })).toEqual(["beta: Namespace"]);
  });

  test("with the settings of its environment", () => {
    const checks = [{ id: "namespace-declared" as const, environments: ["production"], enabled: false }];
    const environments = ["prod", "test"].map((name) => ({ name: name === "prod" ? "production" : name, namespaces: { names: [name] } }));
    const facts = factsOf([namespace("prod"), namespace("test")]);
    const turn = turnOf({ scopes: scopeFacts({ acme: { environments, rules: { checks } } }), facts, checks: CHECKS });
    const judged = (name: string) => [...(assessmentOf(turn, name).verdicts.get("acme")?.tallies.keys() ?? [])];
    expect([judged("prod"), judged("test")]).toEqual([[], ["namespace-declared"]]);
  });

  test("by nobody when it is the system's", () => {
    expect(judgedBy("kube-system")).toEqual([]);
  });
});

describe("a component runs in a namespace", () => {
  const specs: Specs = {
    acme: {
      environments: [
        { name: "production", namespaces: { names: ["prod"] } },
        { name: "development", namespaces: { names: ["dev"] } },
      ],
      components: [
        { name: "web", workloads: { names: ["web"] } },
        { name: "prod-only", workloads: { names: ["web"] }, environments: ["production"] },
      ],
    },
  };
  const running = (manifests: Parameters<typeof factsOf>[0], name = "prod"): readonly string[] => [
    ...assessmentOf(turnOf({ scopes: scopeFacts(specs), facts: factsOf([namespace(name), ...manifests]), checks: [] }), name).components,
  ];
  const deployment = workload("Deployment", "prod", "web");

  test("while a pod of a matching workload is live", () => {
    expect(running([deployment, pod("prod", "web-1", { owner: deployment })])).toEqual(["web", "prod-only"]);
  });

  test("not while its Deployment is scaled to nothing", () => {
    expect(running([deployment])).toEqual([]);
  });

  test("as a CronJob between its runs, and as a Job until it is done", () => {
    const done = { ...workload("Job", "prod", "web"), status: { conditions: [{ type: "Complete", status: "True" }] } };
    expect(running([workload("CronJob", "prod", "web")])).toEqual(["web", "prod-only"]);
    expect(running([workload("Job", "prod", "web")])).toEqual(["web", "prod-only"]);
    expect(running([done])).toEqual([]);
  });

  test("only where it is declared for the environment", () => {
    expect(running([pod("dev", "web")], "dev")).toEqual(["web"]);
  });
});
