import { describe, expect, it } from "vitest";
import { namespace, node, pod } from "../../tests/builders/manifests.ts";
import { evaluate, worldOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import type { Outcome } from "./check.ts";
import { check } from "./location-declared.ts";

const REGION = "topology.kubernetes.io/region";
const LOCATIONS: ScopeSpecInput["locations"] = [
  { name: "frankfurt", regions: ["eu-central-1", "europe-west3"] },
  { name: "ireland", regions: ["eu-west-1"] },
  { name: "home-offices" },
];

const environment = (name: string, locations: readonly string[] = []) => ({
  name,
  namespaces: { names: [`${name}-*`] },
  locations: [...locations],
});

interface Given {
  readonly labels?: Readonly<Record<string, string>>;
  readonly environments?: ReturnType<typeof environment>[];
  readonly locations?: ScopeSpecInput["locations"];
  readonly namespaces?: readonly string[];
}

const judge = ({ labels = {}, environments = [environment("prod")], locations = LOCATIONS, namespaces = ["prod-a"] }: Given): Outcome => {
  const pods = namespaces.map((name) => pod(name, "web", { node: "n1" }));
  const world = worldOf({ environments, locations }, [...namespaces.map((name) => namespace(name)), node("n1", { labels }), ...pods]);
  const here = namespaces.flatMap((name) => {
    const found = world.scope.spec.environments.find((entry) => name.startsWith(entry.name));
    return found === undefined ? [] : [[name, found] as const];
  });
  const found = world.facts.node("n1");
  if (found === undefined) throw new Error("no node");
  return evaluate(check, world, { type: "Node", node: found, environments: new Map(here) });
};

const about = (...names: readonly string[]) => ({ verdict: "pass", about: names.map((name) => ({ list: "locations", name })) });

describe("a node", () => {
  it("passes in a region of any location for an environment that names none, about that location", () => {
    expect(judge({ labels: { [REGION]: "eu-west-1" } })).toEqual(about("ireland"));
    expect(judge({ labels: { [REGION]: "europe-west3" } })).toEqual(about("frankfurt"));
  });

  it("may say its region by the label of old", () => {
    expect(judge({ labels: { "failure-domain.beta.kubernetes.io/region": "eu-west-1" } })).toEqual(about("ireland"));
    expect(judge({ labels: { [REGION]: "eu-central-1", "failure-domain.beta.kubernetes.io/region": "eu-west-1" } })).toEqual(
      about("frankfurt"),
    );
  });

  it("in a region of no location is a finding that says what runs there and what is declared", () => {
    expect(judge({ labels: { [REGION]: "us-east-1" }, namespaces: ["prod-b", "prod-a"] })).toEqual({
      verdict: "fail",
      reason: "UndeclaredRegion",
      message:
        'Node n1 is in region "us-east-1" and runs environment prod (prod-a, prod-b), declared for eu-central-1, europe-west3, eu-west-1: ' +
        "move the pods, or declare the region in a location of the environment.",
    });
  });

  it("is judged by each environment: only those that may not run there are named, with what they may", () => {
    const environments = [environment("prod", ["frankfurt"]), environment("dev", ["ireland"])];
    const given = { environments, namespaces: ["prod-a", "dev-a"] };
    expect(judge({ ...given, labels: { [REGION]: "eu-west-1" } })).toMatchObject({
      message: expect.stringContaining("runs environment prod (prod-a), declared for eu-central-1, europe-west3:"),
    });
    expect(judge({ ...given, labels: { [REGION]: "us-east-1" } })).toMatchObject({
      message: expect.stringContaining("runs environments prod, dev (prod-a, dev-a), declared for"),
    });
    expect(judge({ ...given, labels: { [REGION]: "eu-west-1" }, namespaces: ["dev-a"] })).toEqual(about("ireland"));
  });

  it.each([[{}], [{ [REGION]: "" }]])("with labels %o is in nobody knows which region", (labels) => {
    expect(judge({ labels })).toMatchObject({
      reason: "RegionUnknown",
      message: "Node n1 runs environment prod (prod-a), but no label says its region: set topology.kubernetes.io/region on the node.",
    });
  });
});

describe("not judged is", () => {
  it("a node while no location has regions", () => {
    expect(judge({ locations: [{ name: "home-offices" }] }).verdict).toBe("not-applicable");
    expect(judge({ locations: [] }).verdict).toBe("not-applicable");
  });

  it("an environment none of whose locations has regions, beside one that is", () => {
    const environments = [environment("prod", ["frankfurt"]), environment("dev", ["home-offices"])];
    expect(judge({ environments, namespaces: ["dev-a"] }).verdict).toBe("not-applicable");
    expect(judge({ environments, namespaces: ["dev-a", "prod-a"], labels: { [REGION]: "eu-central-1" } })).toEqual(about("frankfurt"));
  });
});
