import { describe, expect, test } from "vitest";
import { KINDS } from "../../src/facts/kinds.ts";
import type { ScopeStatus } from "../../src/api/status.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { installOptionalKinds } from "../harness/optional-kinds.ts";
import { useInstall } from "./install.ts";
import { declare, statusOf } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { complaints, metric, PATIENCE, quiet } from "./readings.ts";

// A control plane of its own: it begins without the definitions of anybody, and may lose them.
const place = ownPlace({ scheduler: false, kwok: false });
const installed = useInstall(place);
const SCOPE = "acme";
const ROUTES = "/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes";
const DEFINITION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/httproutes.gateway.networking.k8s.io";
const OPTIONAL = KINDS.filter(({ optional }) => optional);

const coverage = ({ conditions = [] }: ScopeStatus) => conditions.find(({ type }) => type === "CoverageComplete");
const untilCoverage = (status: "True" | "False", reason: string) =>
  eventually(async () => {
    const found = coverage(await statusOf(place.api, SCOPE));
    return found?.status === status && found.reason === reason && found;
  }, PATIENCE);

const unknown = async () => (await statusOf(place.api, SCOPE)).results?.unknown;
const saying = (operator: OperatorProcess, resource: string, words: string) =>
  operator.lines.filter((line) => line.includes(`"resource":"${resource}"`) && line.includes(words));

describe("kinds of APIs that a cluster need not have", () => {
  test("absent, installed, taken away: each is seen while the operator runs", async () => {
    await place.kubectl(["create", "namespace", "shop"]);
    await declare(place.api, SCOPE, {
      environments: [{ name: "production", namespaces: { names: ["shop"] } }],
      interfaces: [{ name: "Portal", direction: "Inbound", hosts: ["portal.example.com"] }],
      rules: { undeclaredNamespaces: "Ignore" },
    });
    const operator = await installed.run();
    await quiet(operator);

    // Without the APIs nothing is missing: there are no such objects.
    expect(coverage(await statusOf(place.api, SCOPE))).toMatchObject({ status: "True", reason: "AllKindsRead" });
    expect(await unknown()).toBe(0);
    expect(complaints(operator)).toEqual([]);
    for (const { plural } of OPTIONAL) {
      expect(saying(operator, plural, "not installed"), plural).toHaveLength(1);
      expect(await metric(operator, "isms_cache_synced", { resource: plural })).toBe(1);
    }

    // Installed later, they are read without a restart, and what is in them is judged.
    await installOptionalKinds(place);
    await eventually(() => OPTIONAL.every(({ plural }) => saying(operator, plural, '"msg":"read"').length === 1), PATIENCE);
    await place.api.must("POST", ROUTES, {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "back-door" },
      spec: { parentRefs: [{ name: "edge" }], hostnames: ["back-door.example.com"] },
    });
    await eventually(async () => (await metric(operator, "isms_cache_objects", { resource: "httproutes" })) === 1, PATIENCE);
    const found = () => metric(operator, "isms_scope_findings", { scope: SCOPE, namespace: "shop", check: "exposure-declared" });
    await eventually(async () => (await found()) === 1, PATIENCE);
    expect(await unknown()).toBe(0);

    // One that is taken away may be back in a moment: until that is sure, nobody knows what it held.
    await place.api.must("DELETE", DEFINITION);
    const lost = await untilCoverage("False", "KindNotServed");
    expect(lost.message).toContain("HTTPRoute is not served");
    expect(lost.message).not.toContain("Gateway is not served");
    expect(await unknown()).toBeGreaterThan(0);
    expect(saying(operator, "httproutes", "install the API that serves it")).toHaveLength(1);

    // Who starts now knows nothing of it.
    const second = await installed.run({ args: ["--leader-elect=false"] });
    expect(saying(second, "httproutes", "not installed")).toHaveLength(1);
    expect(await metric(second, "isms_scope_results", { scope: SCOPE, verdict: "unknown" })).toBe(0);
    await second.stop("SIGKILL");
  });
});
