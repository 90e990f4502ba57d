import { describe, expect, test } from "vitest";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { installCrds, useInstall } from "./install.ts";
import { classified, declare, deploy, deploymentPath, labelsOf, namespacePath, statusOf } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { complaints, eventsOf, metric, PATIENCE, quiet, samplesOf, sampling, told, writesOf } from "./readings.ts";

// A control plane of its own: its API server is stopped and killed, and begins without our CustomResourceDefinitions.
const place = ownPlace({ scheduler: false, kwok: false });
const installed = useInstall(place, { crds: false });
const SCOPE = "shop";
const QUICK = ["--lease-duration=6s", "--renew-deadline=4s", "--retry-period=1s"];

const said = ({ lines }: OperatorProcess, sentence: string) => eventually(() => lines.some((line) => line.includes(sentence)), PATIENCE);
const readyz = async (operator: OperatorProcess) => operator.get("/readyz?verbose");

const add = async (name: string, logged: boolean): Promise<void> => {
  const { annotations } = classified("Internal");
  await place.api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name, annotations } });
  await deploy(place.api, name, "web", { logged });
};

const declareAll = () => declare(place.api, SCOPE, { environments: [{ name: "all", namespaces: { names: ["shop-*"] } }] });
const coverage = async () => (await statusOf(place.api, SCOPE)).conditions?.find(({ type }) => type === "CoverageComplete");

describe("an API server that is not as it should be", () => {
  let operator: OperatorProcess;

  test("that is down at the start is waited for, alive and not ready, and found when it comes up", async () => {
    await place.controlPlane.stopApiServer();
    operator = await installed.run({ args: QUICK, ready: false });
    await said(operator, `cannot reach ${place.url}: connection refused`);
    expect((await operator.get("/healthz")).status).toBe(200);
    expect((await readyz(operator)).status).toBe(503);
    await place.controlPlane.startApiServer();
    await said(operator, "install the CustomResourceDefinitions first");
  });

  test("that does not serve IsmsScope: /readyz says to install it, and is ready when that is done", async () => {
    await eventually(async () => (await readyz(operator)).text.includes("install the CustomResourceDefinitions"), PATIENCE);
    expect((await operator.get("/healthz")).status).toBe(200);
    await installCrds(place, "ismsscopes.yaml");
    await operator.ready();
    expect(operator.lines.filter((line) => line.includes("waiting until this is mended")).length).toBeLessThan(6);
  });

  test("that does not serve ScopeException: coverage is not complete and says so, everything else works, and it heals", async () => {
    await add("shop-a", true);
    await add("shop-b", false);
    await declareAll();
    const gap = await eventually(coverage, PATIENCE);
    expect(gap).toMatchObject({ status: "False", reason: "KindNotServed", message: expect.stringContaining("ScopeException") as string });
    expect(gap.message).toContain("Install the API");
    await eventually(async () => (await labelsOf(place.api, "shop-a"))["environment"] === "all", PATIENCE);
    expect((await statusOf(place.api, SCOPE)).results).toMatchObject({ unknown: 0 });
    await installCrds(place, "scopeexceptions.yaml");
    await eventually(async () => (await coverage())?.reason === "AllKindsRead", PATIENCE);
  });

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "that ends by %s comes back to an operator that recovers by itself and misses nothing",
    async (signal) => {
      await quiet(operator);
      const tag = signal.toLowerCase();
      const before = `shop-${tag}-before`;
      await add(before, false);
      await eventually(async () => "scope" in (await labelsOf(place.api, before)), PATIENCE);
      const alive = watchHealth(operator);
      await place.controlPlane.stopApiServer({ signal });
      await place.controlPlane.startApiServer();
      // While it reconnects: something new, something changed, something gone, something tampered with (not the same twice: that would be a contest).
      await Promise.all([
        add(`shop-${tag}-after`, false),
        deploy(place.api, "shop-b", "web", { logged: signal === "SIGTERM" }),
        place.api.must("DELETE", deploymentPath(before, "web")),
        place.api.must("PATCH", namespacePath(signal === "SIGTERM" ? "shop-a" : "shop-b"), {
          metadata: { labels: { "isms-scope.io/scope": tag } },
        }),
      ]);
      const names = (await namespacesInScope()).toSorted();
      expect(names).toContain(`shop-${tag}-after`);
      await eventually(async () => {
        for (const name of names) expect(await labelsOf(place.api, name)).toEqual({ "in-scope": "true", scope: SCOPE, environment: "all" });
        const status = await statusOf(place.api, SCOPE);
        expect(status.namespaces).toMatchObject({ inScope: names.length });
        expect(
          status.findings
            ?.filter(({ check }) => check === "logging-sidecar")
            .map(({ namespace }) => namespace)
            .toSorted(),
        ).toEqual(signal === "SIGTERM" ? ["shop-sigterm-after"] : ["shop-b", "shop-sigkill-after", "shop-sigterm-after"]);
        return true;
      }, PATIENCE);
      expect(await alive.stop()).toEqual([]);
      const settled = writesOf(await quiet(operator));
      expect(writesOf(await quiet(operator))).toBe(settled);
      expect((await samplesOf(operator)).filter(({ name, value }) => name === "isms_cache_synced" && value !== 1)).toEqual([]);
    },
  );

  test("leaves no transition of a namespace untold or told twice, and no turn that failed", async () => {
    const events = (await eventsOf(place.api)).filter(({ reason }) => reason === "NamespaceInScope");
    expect(events.map(({ regarding }) => regarding.name).toSorted()).toEqual((await namespacesInScope()).toSorted());
    expect(new Set(events.map(told)).size).toBe(events.length);
    expect(await metric(operator, "isms_evaluations_total", { result: "error" })).toBe(0);
    expect(complaints(operator).filter((line) => line.includes("turn failed"))).toEqual([]);
    expect(await operator.stop("SIGTERM")).toBe(0);
  });
});

async function namespacesInScope(): Promise<string[]> {
  const { items } = await place.api.must<{ items: { metadata: { name: string } }[] }>("GET", "/api/v1/namespaces");
  return items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith("shop-"));
}

/** Asks for /healthz until told to stop, and returns every answer that was not ok. */
function watchHealth(operator: OperatorProcess): { stop(): Promise<string[]> } {
  const answers = sampling(
    () =>
      operator.get("/healthz").then(
        ({ status, text }) => (status === 200 ? "" : `${status} ${text}`),
        (error: unknown) => String(error),
      ),
    100,
  );
  return { stop: async () => (await answers.stop()).filter((answer) => answer !== "") };
}
