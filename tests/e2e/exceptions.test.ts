import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExceptionStatus } from "../../src/api/exception.ts";
import type { ApiObject } from "../../tools/control-plane/api.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { classified, declare, deploy, except, exceptionPath, namespacePath, scopePath, statusOf } from "./objects.ts";
import { sharedPlace } from "./place.ts";
import { eventsOf, metric, PATIENCE, quiet, writesOf } from "./readings.ts";

const here = suite("exceptions");
const { api, prefix } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const SCOPE = `${prefix}-scope`;
const DAY = 86_400_000;
const later = (ms: number): string => new Date(Math.ceil((Date.now() + ms) / 1000) * 1000).toISOString();
const named = (name: string): string => `${prefix}-${name}`;

/** One that ends in a moment, one a little more than seven days before its end, one that nothing needs, one for a scope that is not there. */
const NAMES = ["ending", "week", "idle", "astray"] as const;
type Name = (typeof NAMES)[number];
const ENDS: Record<Name, string> = { ending: "", week: later(7 * DAY + 400_000), idle: later(365 * DAY), astray: later(365 * DAY) };
const MOMENT_MS = 25_000;

const grant = (name: Name) => {
  const scope = name === "astray" ? named("nowhere") : SCOPE;
  const subjects = [{ namespaces: [inside], kinds: ["Deployment"], names: [name] }];
  return except(api, named(name), { scope, checks: ["logging-sidecar"], subjects, expires: ENDS[name] });
};

let operator: OperatorProcess;
let inside = "";

const run = () =>
  installed.run({ args: ["--leader-elect=false"], nodeArgs: ["--import", fileURLToPath(import.meta.resolve("./later-clock.ts"))] });

beforeAll(async () => {
  inside = await here.namespace("in", classified("Internal"));
  for (const name of ["ending", "week", "open"]) await deploy(api, inside, name, { logged: false });
  await declare(api, SCOPE, {
    environments: [{ name: "all", namespaces: { names: [inside] } }],
    rules: { undeclaredNamespaces: "Ignore" },
  });
  for (const name of ["week", "idle", "astray"] as const) await grant(name);
  operator = await run();
  ENDS.ending = later(MOMENT_MS);
  await grant("ending");
});
afterAll(async () => {
  for (const name of NAMES) await api.request("DELETE", exceptionPath(named(name)));
  await api.request("DELETE", scopePath(SCOPE));
});

const stateOf = async (name: Name): Promise<ExceptionStatus> =>
  (await api.must<ApiObject & { readonly status?: ExceptionStatus }>("GET", exceptionPath(named(name)))).status ?? {};
const until = (name: Name, state: ExceptionStatus["state"]): Promise<ExceptionStatus> =>
  eventually(async () => {
    const status = await stateOf(name);
    return status.state === state && status;
  }, PATIENCE);
const told = async (name: Name): Promise<string[]> =>
  (await eventsOf(api, named(name)))
    .filter(({ regarding }) => regarding.kind === "ScopeException")
    .map(({ type, reason }) => `${type} ${reason}`);
/** The columns of `kubectl get scopeexceptions` for one of them, without its age. */
const row = async (name: Name): Promise<string[]> => {
  const table = await here.kubectl(["get", "scopeexceptions", named(name)]);
  const [head = "", values = ""] = table.trimEnd().split("\n");
  expect(head.split(/ {2,}/).map((title) => title.trim())).toEqual(["NAME", "SCOPE", "STATE", "EXEMPTS", "EXPIRES", "AGE"]);
  return values.split(/ {2,}/).slice(0, -1);
};

describe("exceptions, as those who grant them see them", () => {
  test("say what they are, in columns, in a sentence, and in the status of their scope", async () => {
    const { exceptionCounts, exceptions, results } = await eventually(async () => {
      const status = await statusOf(api, SCOPE);
      return status.results?.exempt === 2 && status;
    }, PATIENCE);
    expect(exceptionCounts).toEqual({ active: 1, expiring: 1, expired: 0, unused: 1 });
    expect(exceptions?.map(({ name, exempts }) => [name, exempts])).toEqual([
      [named("ending"), 1],
      [named("idle"), 0],
      [named("week"), 1],
    ]);
    expect(exceptions?.[1]?.since).toBe((await stateOf("idle")).since);
    expect(results?.fail).toBeGreaterThan(0);
    await until("week", "Active");
    expect(await row("week")).toEqual([named("week"), SCOPE, "Active", "1", ENDS.week]);
    await until("idle", "Unused");
    expect(await row("idle")).toEqual([named("idle"), SCOPE, "Unused", "0", ENDS.idle]);
    expect((await stateOf("idle")).message).toMatch(/^It exempts nothing since \d{4}-/);
    expect((await until("astray", "Unused")).message).toContain(`there is no IsmsScope ${named("nowhere")}`);
    expect(await metric(operator, "isms_scope_exception_exempts", { exception: named("week") })).toBe(1);
    expect(await here.kubectl(["describe", "scopeexception", named("idle")])).toMatch(/Events:[^]*ExceptionUnused/);
  });

  test("end at their second, and what they covered is a finding again", async () => {
    const ended = await until("ending", "Expired");
    const since = Date.parse(ended.since ?? "");
    expect(since).toBeGreaterThanOrEqual(Date.parse(ENDS.ending));
    expect(since).toBeLessThan(Date.parse(ENDS.ending) + 10_000);
    expect(ended).toMatchObject({ exempts: 0 });
    await eventually(async () => (await statusOf(api, SCOPE)).results?.exempt === 1, PATIENCE);
    await eventually(async () => (await told("ending")).includes("Warning ExceptionExpired"), PATIENCE);
  });

  test("are told once, and remember since when: a restart writes nothing and tells nothing again", async () => {
    await quiet(operator);
    const before = await stateOf("idle");
    const events = await Promise.all(NAMES.map(told));
    await operator.stop("SIGKILL");
    operator = await run();
    expect(writesOf(await quiet(operator))).toBe(0);
    expect(await stateOf("idle")).toEqual(before);
    expect(await Promise.all(NAMES.map(told))).toEqual(events);
    expect(events.map((list) => list.length)).toEqual([2, 0, 1, 1]);
  });

  test("warn seven days before they end", async () => {
    expect(await told("week")).toEqual([]);
    process.kill(operator.pid, "SIGUSR2");
    await api.must("PATCH", namespacePath(inside), { metadata: { labels: { touched: "true" } } });
    expect((await until("week", "Expiring")).message).toContain(`It exempts 1 failure and ends at ${ENDS.week}`);
    await eventually(async () => (await told("week")).length > 0, PATIENCE);
    expect(await told("week")).toEqual(["Warning ExceptionExpiring"]);
    const [event] = (await eventsOf(api, named("week"))).filter(({ reason }) => reason === "ExceptionExpiring");
    expect(event).toMatchObject({ related: { kind: "IsmsScope", name: SCOPE } });
  });

  test("exempt nothing from the moment they are edited to another subject, or deleted", async () => {
    const exempt = async () => (await statusOf(api, SCOPE)).results?.exempt;
    expect(await exempt()).toBe(1);
    const subjects = [{ names: ["open"] }];
    await except(api, named("week"), { scope: SCOPE, checks: ["logging-sidecar"], subjects, expires: ENDS.week });
    const findings = () => statusOf(api, SCOPE).then(({ findings: list = [] }) => list.filter(({ check }) => check === "logging-sidecar"));
    await eventually(
      async () =>
        (await findings())
          .map(({ name }) => name)
          .sort()
          .join() === "ending,week",
      PATIENCE,
    );
    await api.must("DELETE", exceptionPath(named("week")));
    await eventually(async () => (await findings()).length === 3 && (await exempt()) === 0, PATIENCE);
  });
});
