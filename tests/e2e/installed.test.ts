import { afterAll, beforeAll, expect, test } from "vitest";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { installForSuite, leaseHolder, LOADED_IMAGE, startInstalled, type Running } from "./installed.ts";
import { classified, declare, deploy, labelsOf, scopePath, statusOf } from "./objects.ts";
import { eventsOf, metric, PATIENCE } from "./readings.ts";

const here = suite("installed");
const { api, prefix } = here;
const scope = `${prefix}-scope`;
let operator: Running;

beforeAll(async () => {
  operator = await startInstalled(here, await installForSuite(here, LOADED_IMAGE));
});
afterAll(() => api.request("DELETE", scopePath(scope)));

const labelled = (name: string): Promise<true> =>
  eventually(async () => {
    expect(await labelsOf(api, name)).toEqual({ "in-scope": "true", scope, environment: "all" });
    return true;
  }, PATIENCE);

test("it is ready and alive, and leads, where nothing is declared", async () => {
  expect(await operator.get("/readyz")).toMatchObject({ status: 200 });
  expect(await operator.get("/healthz")).toMatchObject({ status: 200 });
  await eventually(async () => (await leaseHolder(here)).startsWith(`${operator.pod}_`), PATIENCE);
});

test("a scope is judged: labels, status, an Event, metrics", async () => {
  const name = await here.namespace("app-1", classified("Internal"));
  await deploy(api, name, "unlogged", { logged: false });
  await declare(api, scope, { environments: [{ name: "all", namespaces: { names: [`${prefix}-app-*`] } }] });
  await labelled(name);
  await eventually(async () => {
    const status = await statusOf(api, scope);
    expect(status.namespaces?.inScope).toBe(1);
    expect(status.checks?.find(({ id }) => id === "logging-sidecar")).toMatchObject({ fail: 1 });
    expect((await eventsOf(api, prefix)).map(({ reason }) => reason)).toContain("NamespaceInScope");
    expect(await metric(operator, "isms_scope_findings", { scope, namespace: name, check: "logging-sidecar" })).toBe(1);
    return true;
  }, PATIENCE);
});

test("when its pod is replaced, the next one leads and goes on", async () => {
  const before = operator.pod;
  operator = await operator.replace();
  expect(operator.pod).not.toBe(before);
  const name = await here.namespace("app-2", classified("Internal"));
  await labelled(name);
  expect(await leaseHolder(here)).toMatch(new RegExp(`^${operator.pod}_`));
  expect(await metric(operator, "isms_scope_namespaces", { scope, state: "in_scope" })).toBe(2);
});
