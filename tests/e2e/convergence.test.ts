import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { installOptionalKinds } from "../harness/optional-kinds.ts";
import { useInstall } from "./install.ts";
import { declare, except, namespacePath, statusOf } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { change, diceOf, NAMESPACES, putNamespace, SCOPE } from "./random-objects.ts";
import { complaints, PATIENCE, quiet, samplesOf, writesOf } from "./readings.ts";
import { clusterReportsOf, installReports, reportsOf } from "./report-objects.ts";

// A control plane of its own: its API server ends in the midst, and whatever else was in the cluster would be in the comparison.
const place = ownPlace({ scheduler: false, kwok: false });
const installed = useInstall(place);
const ALONE = ["--leader-elect=false"];
const CHANGES = 150;
const AT_ONCE = 4;
const SEED = Number(process.env["ISMS_SCOPE_SEED"] ?? Date.now() % 1_000_000);

let operator: OperatorProcess;

beforeAll(async () => {
  await installOptionalKinds(place);
  await installReports(place, "openreports");
  for (const name of NAMESPACES) await putNamespace(place.api, name, { env: "prod" });
  await declare(place.api, SCOPE, {
    environments: [
      { name: "production", namespaces: { matchLabels: { env: "prod" } }, locations: ["eu"] },
      { name: "development", namespaces: { matchLabels: { env: "dev" } } },
    ],
    locations: [{ name: "eu", regions: ["eu-west-1"] }],
    interfaces: [
      { name: "Shop", direction: "Inbound", hosts: ["shop.example"] },
      { name: "API", direction: "Outbound", hosts: ["api.example"] },
    ],
    technology: [{ name: "AWS", accounts: ["111122223333"] }],
    suppliers: [{ name: "Registry", registries: ["registry.example"] }],
    personnel: [{ name: "Developers", quantity: "1", observe: { kind: "Group" }, subjects: [{ kind: "Group", name: "devs" }] }],
    objectives: [{ name: "Exceptions", target: "< 5%", observe: { kind: "ScopeException" } }],
    monitoring: { alerts: [{ name: "PodDown" }] },
    rules: { evidence: [{ statement: "Exceptions", checks: ["network-default-deny"] }] },
  });
  const all = { scope: SCOPE, subjects: [{ namespaces: ["soak-a"] }], expires: "2099-01-01T00:00:00Z" };
  await except(place.api, "network", { ...all, checks: ["network-cross-boundary", "network-default-deny"] });
  operator = await installed.run({ args: ALONE });
});
afterAll(() => operator.stop("SIGKILL"));

/** What an operator says of the cluster: all of its metrics but those that count what it did. */
const told = async (of: OperatorProcess): Promise<readonly string[]> =>
  (await samplesOf(of))
    .filter(({ name }) => /^isms_(?:scope|namespace|undeclared|cache)_/.test(name) && !name.endsWith("_total"))
    .map(({ name, labels, value }) => `${name} ${JSON.stringify(labels)} ${value}`)
    .toSorted();

/** What it has written. */
const written = async () => ({
  status: await statusOf(place.api, SCOPE),
  reports: [...(await reportsOf(place.api)), ...(await clusterReportsOf(place.api))],
  labels: await Promise.all(NAMESPACES.map(async (name) => (await place.api.must("GET", namespacePath(name))).metadata?.labels)),
});

/** A stream of changes; `midway` happens in the midst of it. What is asked of an API server that is away does not happen. Returns how many did. */
async function stream(seed: number, midway: () => Promise<void>): Promise<number> {
  const dice = diceOf(seed);
  let left = CHANGES;
  let happened = 0;
  const disturbed: Promise<void>[] = [];
  const work = async (): Promise<void> => {
    while (left > 0) {
      if (left === CHANGES / 2) disturbed.push(midway());
      left -= 1;
      if (await change(place.api, dice).catch(() => false)) happened += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await Promise.all(disturbed);
  return happened;
}

/**
 * The operator that saw the stream may still wait before it repairs a label over which somebody fights; a fresh one knows of no fight. So it is the
 * one after that which must find all as it should be.
 */
async function expectNothingLeft(): Promise<void> {
  const before = await written();
  const next = await installed.run({ args: ALONE });
  await quiet(next);
  expect([writesOf(await samplesOf(next)), await written()]).toEqual([0, before]);
  expect(await next.stop("SIGTERM")).toBe(0);
}

const nothing = (): Promise<void> => Promise.resolve();
const restart = async (): Promise<void> => {
  await operator.stop("SIGKILL");
  operator = await installed.run({ args: ALONE, ready: false });
};
const withoutApi = (signal: "SIGTERM" | "SIGKILL") => async (): Promise<void> => {
  await place.controlPlane.stopApiServer({ signal });
  await place.controlPlane.startApiServer();
};

test.each([
  ["undisturbed", 0, nothing],
  ["killed and started again", 1, restart],
  ["without an API server for a while", 2, withoutApi("SIGKILL")],
  ["and after all that", 3, nothing],
])(
  `an operator that saw a stream of changes of all kinds says what a fresh one does, and leaves nothing to write: %s (seed ${SEED} + %i)`,
  async (...given) => {
    const [, round, midway] = given;
    expect(await stream(SEED + round, midway)).toBeGreaterThan(CHANGES / 3);
    await operator.ready();
    await quiet(operator);
    const fresh = await installed.run({ args: ALONE });
    await quiet(fresh);
    const now = await told(fresh);
    await eventually(async () => {
      expect(await told(operator)).toEqual(now);
      return true;
    }, PATIENCE);
    expect(now.length).toBeGreaterThan(100);
    expect(await operator.stop("SIGTERM")).toBe(0);
    operator = fresh;
    await quiet(operator);
    expect(await told(operator)).toEqual(now);
    if (midway === nothing) await expectNothingLeft();
    expect(complaints(operator)).toEqual([]);
  },
);
