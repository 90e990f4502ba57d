import { describe, expect, test } from "vitest";
import { ABOUT, CLUSTER, fail, ofWeb, one, pass, PORTAL, resultsOf } from "../../tests/builders/statement-results.ts";
import { checkOf, exceptionOf, type Specs } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";
import type { Check, EntryRef, Outcome } from "../checks/check.ts";

/** What became of single statements, and by what evidence. */

describe("an entry that verdicts name", () => {
  test("is verified by a pass about it, with the check, the kind and how often", () => {
    expect(one("interfaces", PORTAL, [ofWeb(pass(ABOUT), pass(ABOUT))])).toEqual({
      path: "interfaces",
      name: "Portal",
      state: "verified",
      evidence: [
        { check: "exposure-declared", kind: "Deployment", tally: { pass: 1, fail: 0, unknown: 0, exempt: 0 } },
        { check: "exposure-declared", kind: "Pod", tally: { pass: 2, fail: 0, unknown: 0, exempt: 0 } },
      ],
    });
  });

  test("is violated by a failure about it, whatever else passes, and by one under an exception", () => {
    const checks = [ofWeb(fail(ABOUT), pass(ABOUT))];
    expect(one("interfaces", PORTAL, checks).state).toBe("violated");
    const exceptions = [exceptionOf("e", { checks: ["exposure-declared"], expires: "2027-01-01T00:00:00Z" })];
    expect(one("interfaces", PORTAL, checks, { exceptions })).toMatchObject({
      state: "violated",
      evidence: [{ kind: "Deployment" }, { kind: "Pod", tally: { pass: 1, fail: 0, unknown: 0, exempt: 1 } }],
    });
  });

  test("is not touched by failures that name nobody", () => {
    expect(one("interfaces", PORTAL, [ofWeb(fail(), pass(ABOUT))]).state).toBe("verified");
  });

  test("counts one verdict once, however often the verdict names it", () => {
    expect(one("interfaces", PORTAL, [ofWeb(pass([...ABOUT, ...ABOUT]))]).evidence[0]?.tally.pass).toBe(1);
  });

  test("is unobserved while no verdict names it, and while a check that might is unknown anywhere", () => {
    expect(one("interfaces", PORTAL, [ofWeb(pass())])).toMatchObject({ state: "unobserved", evidence: [] });
    const facts = factsOf(CLUSTER);
    facts.setCoverage("Service", { state: "Syncing" }, new Set());
    const blind = checkOf("egress-declared", "Namespace", () => pass(), { needs: ["Service"], about: ["interfaces"] }) as Check;
    expect(one("interfaces", PORTAL, [ofWeb(pass(ABOUT)), blind], { facts }).state).toBe("unobserved");
    const other = { ...blind, about: ["personnel"] } as const;
    expect(one("interfaces", PORTAL, [ofWeb(pass(ABOUT)), other], { facts }).state).toBe("verified");
  });

  test("is decided also when it binds nothing, and documentary when nothing speaks of it", () => {
    const unbound: Specs[string] = { interfaces: [{ name: "Portal", direction: "Inbound" }] };
    expect(one("interfaces", unbound, [ofWeb(pass(ABOUT))]).state).toBe("verified");
    expect(one("interfaces", unbound, [ofWeb(pass())]).state).toBe("documentary");
  });

  test.each<[string, string, Specs[string]]>([
    ["hosts", "interfaces", { interfaces: [{ name: "x", direction: "Inbound", hosts: ["x.example"] }] }],
    ["cidrs", "interfaces", { interfaces: [{ name: "x", direction: "Inbound", cidrs: ["192.0.2.0/24"] }] }],
    ["regions", "locations", { locations: [{ name: "x", regions: ["eu-1"] }] }],
    ["accounts", "technology", { technology: [{ name: "x", accounts: ["1"] }] }],
    ["registries", "suppliers", { suppliers: [{ name: "x", registries: ["ghcr.io/x"] }] }],
    ["subjects", "personnel", { personnel: [{ name: "x", subjects: [{ kind: "Group", name: "x" }] }] }],
    ["observe", "personnel", { personnel: [{ name: "x", quantity: "8", observe: { kind: "User" } }] }],
    ["query", "objectives", { objectives: [{ name: "x", target: "99 %", query: "up" }] }],
    ["expires", "exclusions", { exclusions: [{ name: "x", justification: "x", expires: "2030-01-01T00:00:00Z" }] }],
  ])("is unobserved, not documentary, while nothing is said of it though it binds %s", (_field, path, spec) => {
    expect(one(path, spec).state).toBe("unobserved");
  });

  test.each<[string, EntryRef, Specs[string]]>([
    ["suppliers", { list: "suppliers", name: "Registry" }, { suppliers: [{ name: "Registry", registries: ["ghcr.io/acme"] }] }],
    ["technology", { list: "technology", name: "AWS" }, { technology: [{ name: "AWS", accounts: ["1"] }] }],
    ["locations", { list: "locations", name: "eu" }, { locations: [{ name: "eu", regions: ["eu-1"] }] }],
    ["personnel", { list: "personnel", name: "Devs" }, { personnel: [{ name: "Devs", subjects: [{ kind: "Group", name: "devs" }] }] }],
    ["informationAssets", { list: "informationAssets", name: "source" }, { informationAssets: [{ name: "source" }] }],
    ["monitoring.alerts", { list: "monitoring.alerts", name: "Down" }, { monitoring: { alerts: [{ name: "Down" }] } }],
  ])("may stand in %s", (path, ref, spec) => {
    expect(one(path, spec, [ofWeb(pass([ref]))]).state).toBe("verified");
    expect(one(path, spec, [ofWeb(fail([ref]))]).state).toBe("violated");
    expect(one(path, spec, [ofWeb(pass())]).state).toBe("unobserved");
  });
});

test("a service of a platform is decided by its quantity, under the name of its platform", () => {
  const service = { name: "EC2", quantity: "2", observe: { kind: "Node" as const } };
  const technology = ["AWS", "Azure"].map((name) => ({ name, services: [service] }));
  const check = checkOf("quantity-declared", "Quantity", ({ entry }) => (entry.name === "AWS/EC2" ? pass() : fail())) as Check;
  const services = resultsOf({ technology }, [check]).filter(({ path }) => path === "technology.services");
  expect(services.map(({ state }) => state)).toEqual(["verified", "violated"]);
  expect(one("technology.services", { technology: [{ name: "AWS", services: [{ name: "S3", quantity: "54" }] }] }).state).toBe(
    "documentary",
  );
});

describe("what provides a product, a capability or a process", () => {
  const spec = (app: string): Specs[string] => {
    const workloads = { matchLabels: { app } };
    const capabilities = [{ name: "Billing", workloads }, { name: "Chat" }];
    return { products: [{ name: "Portal", workloads, capabilities }], processes: [{ name: "Delivery", workloads }, { name: "Support" }] };
  };
  const statesFor = (app: string) =>
    resultsOf(spec(app))
      .filter(({ path }) => path.startsWith("pro"))
      .map(({ name, state }) => `${name} ${state}`);

  test("verifies it while it runs, somewhere in scope", () => {
    const running = ["Portal verified", "Billing verified", "Chat documentary", "Delivery verified", "Support documentary"];
    expect(statesFor("web")).toEqual(running);
    expect(statesFor("db")).toEqual(running);
  });

  test("leaves it unobserved while it does not", () => {
    for (const app of ["idle", "gone"]) {
      expect(statesFor(app).filter((each) => each.endsWith("unobserved"))).toHaveLength(3);
    }
  });

  test("is told apart by the product, where two have a capability of one name", () => {
    const products = ["web", "gone"].map((app) => ({
      name: app,
      capabilities: [{ name: "Billing", workloads: { matchLabels: { app } } }],
    }));
    const billing = resultsOf({ products }).filter(({ path }) => path === "products.capabilities");
    expect(billing.map(({ state }) => state)).toEqual(["verified", "unobserved"]);
  });
});

test("a standard is verified when a check that serves one of its controls reached a verdict, whichever", () => {
  const document = { title: "Scope", standards: ["iso27001-2022" as const, "soc2" as const] };
  const states = (...checks: Check[]) =>
    resultsOf({ document }, checks)
      .filter(({ path }) => path === "document.standards")
      .map(({ state }) => state);
  expect(states()).toEqual(["unobserved", "unobserved"]);
  expect(states({ ...ofWeb(fail()), controls: ["A.8.20"] })).toEqual(["verified", "unobserved"]);
  expect(states({ ...ofWeb({ verdict: "not-applicable" }, { verdict: "not-applicable" }), controls: ["CC7.2"] })).toEqual([
    "unobserved",
    "unobserved",
  ]);
});

test("what is planned is unobserved, not documentary", () => {
  const services = [{ name: "Signing", presence: "Planned" as const }, { name: "Building" }];
  const states = resultsOf({ technology: [{ name: "CI", services }] }).filter(({ path }) => path === "technology.services");
  expect(states.map(({ state }) => state)).toEqual(["unobserved", "documentary"]);
});

test("the claim to be approved is violated while the approvals do not hold", () => {
  const document = { title: "Scope", approvalStatement: "This is approved.", approvals: [{ role: "Lead" }] };
  const approved = (outcome: Outcome) => [checkOf("document-approved", "Scope", () => outcome) as Check];
  expect(one("document.approvalStatement", { document }, approved(fail())).state).toBe("violated");
  expect(one("document.approvalStatement", { document }, approved(pass())).state).toBe("verified");
  expect(one("document.approvalStatement", { document }).state).toBe("unobserved");
});

test("logs are a statement about all workloads: the pipeline is violated where one of them ships none", () => {
  const monitoring = { pipeline: "Central" };
  const check = (outcome: Outcome) => [ofWeb(outcome, pass(), "logging-sidecar")];
  expect(one("monitoring.pipeline", { monitoring }, check(fail())).state).toBe("violated");
  expect(one("monitoring.pipeline", { monitoring }, check(pass())).state).toBe("verified");
  expect(one("monitoring.pipeline", { monitoring }).state).toBe("unobserved");
});
