import { describe, expect, it } from "vitest";
import { FACT_KINDS } from "../facts/facts.ts";
import { liveness, readiness } from "./health.ts";
import { World } from "./world.ts";

const world = () =>
  new World(
    () => undefined,
    () => undefined,
  );

const synced = () => {
  const whole = world();
  for (const kind of ["IsmsScope", "ScopeException", ...FACT_KINDS] as const) whole.setCoverage(kind, { state: "Synced" });
  return whole;
};

const failing = (checks: readonly { name: string; ok: boolean }[]) => checks.filter(({ ok }) => !ok).map(({ name }) => name);

describe("readiness", () => {
  it("at the start every kind is waited for", () => {
    expect(failing(readiness(world(), false))).toHaveLength(FACT_KINDS.length + 3);
  });

  it("once all is read and assessed it is ready", () => {
    expect(failing(readiness(synced(), true))).toEqual([]);
    expect(failing(readiness(synced(), false))).toEqual(["assessment"]);
  });

  it("a kind that may not be read does not hold it up, and says that its checks are unknown", () => {
    const partial = synced();
    partial.setCoverage("CronJob", { state: "Forbidden", message: "cronjobs.batch is forbidden" });
    const checks = readiness(partial, true);
    expect(failing(checks)).toEqual([]);
    expect(checks.find(({ name }) => name === "cronjobs")?.detail).toBe(
      "not readable, its checks are unknown: cronjobs.batch is forbidden",
    );
  });

  it("a kind whose API is not installed does not hold it up, and is nothing unknown", () => {
    const bare = synced();
    bare.setCoverage("HTTPRoute", { state: "Absent" });
    const checks = readiness(bare, true);
    expect(failing(checks)).toEqual([]);
    expect(checks.find(({ name }) => name === "httproutes")?.detail).toBe("not installed, so there are none");
  });

  it("without the CustomResourceDefinitions it is not ready, and says to install them", () => {
    const bare = synced();
    bare.setCoverage("IsmsScope", { state: "NotServed", message: "ismsscopes.isms-scope.io is not served" });
    const [first] = readiness(bare, true);
    expect(first).toEqual({
      name: "ismsscopes.isms-scope.io",
      ok: false,
      detail: "ismsscopes.isms-scope.io is not served: install the CustomResourceDefinitions",
    });
  });
});

describe("liveness", () => {
  it("asks for a restart only when turns have failed for more than a minute", () => {
    expect(failing(liveness(undefined, 100_000))).toEqual([]);
    expect(failing(liveness(100_000, 160_000))).toEqual([]);
    expect(failing(liveness(100_000, 160_001))).toEqual(["turns"]);
  });
});
