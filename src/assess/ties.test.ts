import { describe, expect, test } from "vitest";
import { ABOUT, CLUSTER, fail, ofWeb, one, pass, PORTAL, resultsOf } from "../../tests/builders/statement-results.ts";
import { checkOf, type Specs } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";
import type { Check, Outcome } from "../checks/check.ts";

describe("a statement that rules.evidence ties to checks", () => {
  const tying = (statement: string, ...checks: Check["id"][]): Specs[string] => ({
    boundaries: { network: ["API gateways", "VPN"] },
    rules: { evidence: [{ statement, checks }] },
  });
  const network = (...given: Parameters<typeof resultsOf>) => resultsOf(...given).filter(({ path }) => path === "boundaries.network");

  test("is decided by all that they say, by its text, spaces around it aside; its neighbours are not", () => {
    const spec = tying(" API gateways ", "exposure-declared", "exposure-tls");
    const checks = [ofWeb(pass()), ofWeb(fail(), pass(), "exposure-tls")];
    expect(network(spec, checks)).toEqual([
      {
        path: "boundaries.network",
        name: "API gateways",
        state: "violated",
        evidence: [
          { check: "exposure-declared", kind: "Workload", tally: { pass: 3, fail: 0, unknown: 0, exempt: 0 } },
          { check: "exposure-tls", kind: "Workload", tally: { pass: 2, fail: 1, unknown: 0, exempt: 0 } },
        ],
      },
      { path: "boundaries.network", name: "VPN", state: "documentary", evidence: [] },
    ]);
    expect(network(spec, checks.slice(0, 1))[0]?.state).toBe("verified");
  });

  test("is unobserved while they say nothing, or one of them is unknown", () => {
    expect(network(tying("VPN", "exposure-declared"))[1]?.state).toBe("unobserved");
    const facts = factsOf(CLUSTER);
    facts.setCoverage("Service", { state: "Syncing" }, new Set());
    const blind = checkOf("exposure-tls", "Namespace", () => pass(), { needs: ["Service"] }) as Check;
    expect(network(tying("VPN", "exposure-declared", "exposure-tls"), [ofWeb(pass()), blind], { facts })[1]?.state).toBe("unobserved");
  });

  test("is unobserved where one of them is switched off, in one environment or in all, for nobody would have told of a failure there", () => {
    const spec = tying("VPN", "exposure-declared", "exposure-tls");
    const both = [ofWeb(pass()), ofWeb(pass(), pass(), "exposure-tls")];
    const off = (environments?: string[]): Specs[string] => ({
      ...spec,
      rules: { ...spec?.rules, checks: [{ id: "exposure-tls", enabled: false, ...(environments && { environments }) }] },
    });
    expect(network(spec, both)[1]?.state).toBe("verified");
    expect(network(off(), both)[1]?.state).toBe("unobserved");
    const second = {
      environments: [
        { name: "a", namespaces: { names: ["prod"] } },
        { name: "b", namespaces: { names: ["prod-2"] } },
      ],
    };
    expect(network({ ...second, ...spec }, both)[1]?.state).toBe("verified");
    expect(network({ ...second, ...off(["b"]) }, both)[1]?.state).toBe("unobserved");
    expect(network(off(), [ofWeb(fail()), both[1] as Check])[1]?.state).toBe("violated");
  });

  test("is decided by that and by its own binding together: one failure violates it, one doubt leaves it unobserved", () => {
    const tied = (...given: Parameters<typeof resultsOf>) => {
      const [spec, ...rest] = given;
      return one("interfaces", { ...spec, rules: { evidence: [{ statement: "Portal", checks: ["exposure-tls"] }] } }, ...rest);
    };
    const tls = (outcome: Outcome) => ofWeb(outcome, outcome, "exposure-tls");
    expect(tied(PORTAL, [ofWeb(pass(ABOUT)), tls(pass())]).state).toBe("verified");
    expect(tied(PORTAL, [ofWeb(pass(ABOUT)), tls(fail())]).state).toBe("violated");
    expect(tied(PORTAL, [ofWeb(fail(ABOUT)), tls(pass())]).state).toBe("violated");
    expect(tied(PORTAL, [ofWeb(pass(ABOUT))]).state).toBe("unobserved");
    expect(tied(PORTAL, [ofWeb(pass()), tls(pass())]).state).toBe("verified");
  });

  test("is any of that name or text, wherever it stands", () => {
    const spec: Specs[string] = {
      organization: { units: [{ name: "Growth" }] },
      context: { internal: [{ name: "Growth" }, { name: "Other" }] },
      rules: { evidence: [{ statement: "Growth", checks: ["exposure-declared"] }] },
    };
    const states = resultsOf(spec, [ofWeb(pass())]).filter(({ name }) => name === "Growth" || name === "Other");
    expect(states.map(({ path, state }) => `${path} ${state}`)).toEqual([
      "organization.units verified",
      "context.internal verified",
      "context.internal documentary",
    ]);
  });
});
