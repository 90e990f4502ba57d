import { beforeAll, describe, expect, test } from "vitest";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { asked, grantedBy, requestsOf } from "./audit.ts";
import { rbacManifests, useInstall } from "./install.ts";
import { classified, declare, deploy, except, labelsOf, namespacePath, statusOf } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { installReports, isCreatingReports, untilReportedIn } from "./report-objects.ts";
import { complaints, eventsOf, leading, metric, PATIENCE, quiet, samplesOf, told, writesOf } from "./readings.ts";

// A control plane of its own: only the API server's audit proves who asked for what.
const place = ownPlace({ audit: true, scheduler: false, kwok: false });
const installed = useInstall(place);
const SCOPE = "shop";
const LONG = ["--lease-duration=60s", "--renew-deadline=40s", "--retry-period=1s"];
const SHORT = ["--lease-duration=6s", "--renew-deadline=4s", "--retry-period=1s"];

interface LeaseObject {
  readonly spec: {
    readonly holderIdentity: string;
    readonly acquireTime: string;
    readonly renewTime: string;
    readonly leaseTransitions: number;
    readonly leaseDurationSeconds: number;
  };
}

const lease = async () =>
  (await place.api.must<LeaseObject>("GET", `/apis/coordination.k8s.io/v1/namespaces/${installed.namespace}/leases/${installed.name}`))
    .spec;

const run = (identity: string, times: readonly string[]): Promise<OperatorProcess> =>
  installed.run({ args: [`--identity=${identity}`, ...times] });

const names: string[] = [];
const add = async (name: string): Promise<void> => {
  const { annotations } = classified("Internal");
  await place.api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name, annotations } });
  await deploy(place.api, name, "unlogged", { logged: false });
  names.push(name);
};

const allLabelled = () =>
  eventually(async () => {
    for (const name of names) expect(await labelsOf(place.api, name)).toEqual({ "in-scope": "true", scope: SCOPE, environment: "all" });
    expect((await statusOf(place.api, SCOPE)).checks?.find(({ id }) => id === "logging-sidecar")).toMatchObject({ fail: names.length });
    return true;
  }, PATIENCE);

/** What an operator says of the cluster, without what it says of itself. */
const state = async (operator: OperatorProcess) =>
  (await samplesOf(operator)).filter(({ name }) => /^isms_(scope|undeclared|namespace|cache)/.test(name) && !name.endsWith("_total"));

/** Events about namespaces and workloads, to each of which everything here happens once. */
const repeated = async (): Promise<string[]> => {
  const events = (await eventsOf(place.api)).filter(({ regarding }) => regarding.kind !== "IsmsScope").map(told);
  expect(events.length).toBeGreaterThanOrEqual(names.length);
  return events.filter((event, index) => events.indexOf(event) !== index);
};

beforeAll(async () => {
  await installReports(place, "openreports");
  await installReports(place, "wgpolicy");
  for (let index = 0; index < 5; index += 1) await add(`shop-${index}`);
  await declare(place.api, SCOPE, { environments: [{ name: "all", namespaces: { names: ["shop-*"] } }] });
  await except(place.api, "granted", {
    scope: SCOPE,
    checks: ["logging-sidecar"],
    subjects: [{ names: ["not-here"] }],
    expires: "2099-01-01T00:00:00Z",
  });
});

describe("two replicas", () => {
  let first: OperatorProcess;
  let second: OperatorProcess;

  test("one leads, the other follows: it is ready, says the same, and writes nothing", async () => {
    first = await run("first", LONG);
    await leading(first);
    second = await run("second", SHORT);
    for (let index = 5; index < 10; index += 1) await add(`shop-${index}`);
    await allLabelled();
    await quiet(first);
    await eventually(async () => {
      expect(await state(second)).toEqual(await state(first));
      return true;
    }, PATIENCE);
    expect(await metric(second, "leader_election_master_status")).toBe(0);
    const samples = await samplesOf(second);
    expect(writesOf(samples)).toBe(0);
    expect(await metric(second, "rest_client_requests_total", { method: "PUT" })).toBe(0);
    expect(await metric(second, "rest_client_requests_total", { method: "GET" })).toBeGreaterThan(0);
    expect(await lease()).toMatchObject({ holderIdentity: "first", leaseDurationSeconds: 60 });
  });

  test("do not fight: each label was applied once, and each transition told once", async () => {
    const applied = requestsOf(place.controlPlane.auditLog, installed.user)
      .map(asked)
      .filter((request) => request.startsWith("patch namespaces"));
    expect(applied.toSorted()).toEqual(names.map((name) => `patch namespaces ${name}`).toSorted());
    expect(await repeated()).toEqual([]);
  });

  test("the leader that is asked to end releases its lease within 5 s, and the follower takes over at once", async () => {
    const began = performance.now();
    expect(await first.stop("SIGTERM")).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    await leading(second);
    // Had it not been released, it would have been held for another minute.
    expect(performance.now() - began).toBeLessThan(40_000);
    expect(await lease()).toMatchObject({ holderIdentity: "second", leaseTransitions: 1 });
    expect(complaints(first)).toEqual([]);
    await add("shop-after-release");
    await allLabelled();
  });

  test("a leader that is killed is followed when its lease has run out, not earlier, and nothing is missed", async () => {
    const third = await run("third", SHORT);
    const killed = second.stop("SIGKILL");
    await killed;
    const last = await lease();
    expect(last.holderIdentity).toBe("second");
    await add("shop-while-nobody-leads");
    await leading(third);
    const now = await lease();
    expect(now).toMatchObject({ holderIdentity: "third", leaseTransitions: 2 });
    const waited = Date.parse(now.acquireTime) - Date.parse(last.renewTime);
    expect(waited).toBeGreaterThan(5_900);
    expect(waited).toBeLessThan(20_000);
    await allLabelled();
    await quiet(third);
    expect(await repeated()).toEqual([]);
    expect(complaints(third)).toEqual([]);
    expect(await third.stop("SIGTERM")).toBe(0);
    expect((await lease()).holderIdentity).toBe("");
  });
});

test("reports follow the choice of who leads, from one API to the other and back", async () => {
  for (const choice of ["wgpolicy", "openreports"] as const) {
    const operator = await installed.run({ args: [`--identity=${choice}`, ...SHORT, `--reports=${choice}`] });
    await untilReportedIn(place.api, choice, PATIENCE);
    await quiet(operator);
    expect(complaints(operator)).toEqual([]);
    expect(await operator.stop("SIGTERM")).toBe(0);
  }
});

describe("all that the operator asked of the API server", () => {
  const DISCOVERY = ["get /version", "get /apis", "get /apis/isms-scope.io/v1alpha1"];
  const requests = () => requestsOf(place.controlPlane.auditLog, installed.user);

  test("was granted by k8s/rbac.yaml, and was needed: nothing else was asked for, nothing refused", () => {
    const rules = rbacManifests().flatMap((manifest) => ("rules" in manifest ? manifest.rules : []));
    const others = requests()
      .filter((entry) => !grantedBy(rules, entry))
      .map(asked);
    expect([...new Set(others)].toSorted()).toEqual(DISCOVERY.toSorted());
    expect(requests().filter(({ annotations }) => annotations?.["authorization.k8s.io/decision"] !== "allow")).toEqual([]);
    expect(requests().filter(({ responseStatus }) => responseStatus?.code === 403)).toEqual([]);
  });

  test("uses every rule of k8s/rbac.yaml: none grants more than is used", () => {
    const unused = rbacManifests()
      .flatMap((manifest) => ("rules" in manifest ? manifest.rules : []))
      .flatMap((rule) =>
        (rule.resources ?? []).flatMap((resource) => rule.verbs.map((verb) => ({ ...rule, resources: [resource], verbs: [verb] }))),
      )
      .filter((rule) => !requests().some((entry) => grantedBy([rule], entry)));
    // Where the API server streams lists, the watch reads them too.
    expect(unused.filter((rule) => !rule.verbs.includes("list") && !isCreatingReports(rule))).toEqual([]);
  });

  test("was never a Secret, nor anything of the kind", () => {
    const resources = new Set(requests().map(({ objectRef }) => objectRef?.resource));
    expect(resources).toContain("pods");
    for (const resource of ["secrets", "configmaps", "tokenreviews"]) expect(resources).not.toContain(resource);
    expect(requests().filter(({ requestURI }) => requestURI.includes("secret"))).toEqual([]);
  });

  test("the namespace that nobody declared was left alone", async () => {
    expect((await place.api.must("GET", namespacePath("default"))).metadata?.labels).toEqual({ "kubernetes.io/metadata.name": "default" });
  });
});
