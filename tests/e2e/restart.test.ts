import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { classified, declare, deploy, labelsOf, namespacePath, scopePath, statusOf, type ScopeObject } from "./objects.ts";
import { sharedPlace } from "./place.ts";
import { complaints, eventsOf, PATIENCE, quiet, told, writesOf } from "./readings.ts";

const here = suite("restart");
const { api, prefix } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const scope = `${prefix}-scope`;
const ALONE = ["--leader-elect=false", "--log-level=debug"];
const AT_FIRST = 8;

/** Every namespace has one workload without a log shipper: what happens to it happens once. */
const populate = async (index: number): Promise<string> => {
  const name = await here.namespace(`in-${index}`, classified("Internal"));
  await deploy(api, name, "unlogged", { logged: false });
  return name;
};

const declared = () =>
  declare(api, scope, {
    environments: [{ name: "production", namespaces: { names: [`${prefix}-in-*`] } }],
    rules: { undeclaredNamespaces: "Ignore" },
  });

const namespaces: string[] = [];

beforeAll(async () => {
  for (let index = 0; index < AT_FIRST; index += 1) namespaces.push(await populate(index));
  await declared();
});
afterAll(() => api.request("DELETE", scopePath(scope)));

/** When a process is killed: after so many lines of its writer, and so many milliseconds more. */
interface Instant {
  readonly lines: number;
  readonly ms: number;
}

const any = (limit: number): number => Math.floor(Math.random() * limit);
const INSTANTS: readonly Instant[] = [
  { lines: 0, ms: any(60) },
  { lines: 1, ms: 0 },
  { lines: 2, ms: any(5) },
  { lines: 1 + any(12), ms: any(5) },
  { lines: 1 + any(12), ms: any(20) },
  { lines: 3, ms: any(40) },
  { lines: 1, ms: any(100) },
];

/** Runs the operator until the instant, or until it has nothing left to write, and kills it there. */
async function killedAt({ lines, ms }: Instant): Promise<void> {
  let seen = 0;
  const reached = Promise.withResolvers<void>();
  const operator = await installed.run({
    args: ALONE,
    ready: false,
    onLine: (line) => {
      if (lines === 0 ? line.includes('"started"') : line.includes('"logger":"writer"') && ++seen >= lines) reached.resolve();
    },
  });
  await Promise.race([reached.promise, operator.ready().then(() => quiet(operator))]);
  await sleep(ms);
  expect(await operator.stop("SIGKILL")).toBe("SIGKILL");
}

/** Everything that the operator writes, as it is stored. */
const written = async () => ({
  scope: await api.must<ScopeObject>("GET", scopePath(scope)),
  namespaces: await Promise.all(namespaces.map(async (name) => (await api.must("GET", namespacePath(name))).metadata)),
  events: (await eventsOf(api, prefix)).map(({ metadata }) => metadata.uid).toSorted(),
});

const repeated = (events: readonly string[]): string[] => events.filter((event, index) => events.indexOf(event) !== index);

describe("an operator that is killed at any instant, while the cluster changes", () => {
  let operator: OperatorProcess;

  test("ends with every namespace labelled and every workload counted", async () => {
    for (const [round, instant] of INSTANTS.entries()) {
      const killed = killedAt(instant);
      namespaces.push(await populate(AT_FIRST + round));
      await killed;
    }
    operator = await installed.run({ args: ALONE });
    await quiet(operator);
    for (const name of namespaces) expect(await labelsOf(api, name)).toEqual({ "in-scope": "true", scope, environment: "production" });
    const { results, checks, namespaces: counted, findings = [] } = await statusOf(api, scope);
    expect(counted).toMatchObject({ inScope: namespaces.length });
    expect(checks?.find(({ id }) => id === "logging-sidecar")).toMatchObject({ state: "Failing", fail: namespaces.length });
    expect(findings.filter(({ check }) => check === "logging-sidecar").map(({ namespace }) => namespace)).toEqual(namespaces.toSorted());
    expect(results?.unknown).toBe(0);
  });

  test("has told each transition once", async () => {
    const events = await eventsOf(api, prefix);
    expect(repeated(events.map(told))).toEqual([]);
    const labelled = events.filter(({ reason }) => reason === "NamespaceInScope").map(({ regarding }) => regarding.name);
    expect(labelled.toSorted()).toEqual(namespaces.toSorted());
    expect(events.filter(({ reason, note }) => reason === "CheckFailing" && note.startsWith("logging-sidecar"))).toHaveLength(1);
    expect(events.filter(({ note }) => note.startsWith("Ready is True"))).toHaveLength(1);
  });

  test("writes nothing when it is killed and started again over an unchanged cluster", async () => {
    const before = await written();
    expect(await operator.stop("SIGKILL")).toBe("SIGKILL");
    const again = await installed.run({ args: ALONE });
    const samples = await quiet(again);
    expect(writesOf(samples)).toBe(0);
    expect(JSON.stringify(await written())).toBe(JSON.stringify(before));
    expect(complaints(again)).toEqual([]);
    await again.stop();
  });

  test("takes up what happened while nobody ran", async () => {
    const [gone = "", tampered = ""] = namespaces;
    await api.must("PATCH", namespacePath(tampered), { metadata: { labels: { "isms-scope.io/environment": "another" } } });
    await deploy(api, gone, "unlogged", { logged: true });
    const late = await populate(99);
    namespaces.push(late);
    const again = await installed.run({ args: ALONE });
    await quiet(again);
    for (const name of [late, tampered]) expect(await labelsOf(api, name)).toMatchObject({ environment: "production" });
    const status = await statusOf(api, scope);
    expect(status.checks?.find(({ id }) => id === "logging-sidecar")).toMatchObject({ fail: namespaces.length - 1, pass: 1 });
    await again.stop();
  });
});

describe("two operators that both lead, because election is switched off", () => {
  test("say the same and come to rest: neither undoes what the other did", async () => {
    const both = await Promise.all([installed.run({ args: ALONE }), installed.run({ args: ALONE })]);
    const late = await populate(100);
    namespaces.push(late);
    await eventually(async () => {
      expect(await labelsOf(api, late)).toMatchObject({ scope });
      expect((await statusOf(api, scope)).namespaces).toMatchObject({ inScope: namespaces.length });
      return true;
    }, PATIENCE);
    const settled = await Promise.all(both.map(quiet));
    const before = await written();
    const later = await Promise.all(both.map(quiet));
    expect(later.map(writesOf)).toEqual(settled.map(writesOf));
    expect(await written()).toEqual(before);
    for (const samples of settled) expect(writesOf(samples)).toBeLessThan(20);
    expect(both.flatMap(complaints)).toEqual([]);
  });
});
