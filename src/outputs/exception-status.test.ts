import { describe, expect, it } from "vitest";
import { exceptionFact } from "../../tests/builders/exceptions.ts";
import { snapshot, summary } from "../../tests/builders/snapshots.ts";
import { NOW } from "../../tests/builders/world.ts";
import { exceptionStatusSchema, type ExceptionStatus } from "../api/exception.ts";
import { scopeStatusSchema } from "../api/status.ts";
import type { ExceptionState } from "../assess/assessment.ts";
import type { ExceptionFact } from "../scope/compiled.ts";
import { exceptionStatus, scopeExceptions, type StatedException } from "./exception-status.ts";

const DAY = 86_400_000;
const text = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
const AT = text(NOW);

interface Case extends Partial<ExceptionState> {
  readonly fact?: ExceptionFact;
  readonly rules?: object;
  readonly now?: number;
  readonly planned?: ExceptionStatus;
}

/** The status of an exception of which its scope says this. */
const statusOf = ({ fact = exceptionFact("granted"), rules, now = NOW, planned, ...found }: Case) => {
  const state: ExceptionState = { exception: fact, state: "active", exempts: 0, expiresAt: Date.parse(fact.spec.expires), ...found };
  const scope = summary({ ...(rules && { spec: { rules } }), exceptions: [state] });
  const status = exceptionStatus(fact, snapshot({ scopes: [scope], at: now }), { planned, now });
  expect(exceptionStatusSchema.parse(status)).toEqual(status);
  return status;
};

describe("the status of an exception", () => {
  it("that covers failures says how many and until when", () => {
    expect(statusOf({ exempts: 3, fact: exceptionFact("granted", {}, { generation: 4 }) })).toEqual({
      observedGeneration: 4,
      state: "Active",
      since: AT,
      exempts: 3,
      message: "It exempts 3 failures until 2027-01-01T00:00:00Z.",
    });
  });

  it("that ends soon says what to do before", () => {
    const { state, message } = statusOf({ state: "expiring", exempts: 1 });
    expect(state).toBe("Expiring");
    expect(message).toBe("It exempts 1 failure and ends at 2027-01-01T00:00:00Z: mend it before, or have a new exception approved.");
  });

  it("that has ended covers nothing and says what follows", () => {
    const { state, exempts, message } = statusOf({ state: "expired" });
    expect({ state, exempts }).toEqual({ state: "Expired", exempts: 0 });
    expect(message).toMatch(/^It ended at 2027-01-01T00:00:00Z: what it covered is a finding again\. /);
  });

  it("that matches nothing says since when, also after a restart", () => {
    const first = statusOf({ state: "unused" });
    expect(first).toMatchObject({ state: "Unused", since: AT, exempts: 0 });
    expect(first.message).toContain(`It exempts nothing since ${AT}: what it covers was mended, or its subjects name it wrongly.`);
    const later = statusOf({ state: "unused", fact: exceptionFact("granted", {}, { status: first }), now: NOW + DAY });
    expect(later).toEqual(first);
    expect(statusOf({ state: "unused", planned: first, now: NOW + DAY })).toEqual(first);
  });

  it("moves its time when its state changes, and only then", () => {
    const unused = statusOf({ state: "unused" });
    const carrying = exceptionFact("granted", {}, { status: unused });
    expect(statusOf({ exempts: 1, fact: carrying, now: NOW + DAY }).since).toBe(text(NOW + DAY));
    const active = exceptionFact("granted", {}, { status: statusOf({ exempts: 1 }) });
    expect(statusOf({ exempts: 9, fact: active, now: NOW + DAY })).toMatchObject({ since: AT, exempts: 9 });
  });

  it("whose checks could not all be evaluated is taken neither for used nor for unused: what it was stays", () => {
    const unused = exceptionFact("granted", {}, { status: statusOf({ state: "unused" }) });
    expect(statusOf({ fact: unused, now: NOW + DAY })).toMatchObject({ state: "Unused", since: AT });
    expect(statusOf({ fact: unused, now: NOW + DAY }).message).toMatch(/^Whether it is needed is not known/);
    expect(statusOf({})).toMatchObject({ state: "Active", exempts: 0 });
    expect(statusOf({ state: "expiring" })).toMatchObject({ state: "Expiring", exempts: 0 });
  });

  it("names its checks that the scope switches off", () => {
    const off = { checks: [{ id: "logging-sidecar", enabled: false }] };
    expect(statusOf({ state: "unused", rules: off }).message).toBe(
      `It exempts nothing since ${AT}, since logging-sidecar is switched off in scope acme: delete it, or switch the check on.`,
    );
    const two = exceptionFact("granted", { checks: ["logging-sidecar", "logging-opt-out"] });
    expect(statusOf({ exempts: 2, rules: off, fact: two }).message).toBe(
      "It exempts 2 failures until 2027-01-01T00:00:00Z. Of its checks logging-sidecar is switched off.",
    );
  });

  it("that is long is cut to what the API allows", () => {
    const status = statusOf({ state: "expired", fact: exceptionFact("granted", { expires: "9".repeat(2000) }) });
    expect(status.message).toHaveLength(1024);
  });
});

describe("an exception from a scope that judges nothing", () => {
  const judged = (spec: object, scope = summary({ name: "acme" }), now = NOW) => {
    const invalid = [{ ...scope.scope.fact, spec: { ok: false as const, problem: "spec.document: is missing" } }];
    return exceptionStatus(exceptionFact("granted", spec), snapshot({ at: now, invalid }), { planned: undefined, now });
  };

  it("because it is not there is unused, and says so", () => {
    expect(judged({ scope: "acem" })).toMatchObject({
      state: "Unused",
      exempts: 0,
      message: "It exempts nothing: there is no IsmsScope acem. Correct spec.scope, or delete the exception.",
    });
  });

  it("because its spec cannot be used is not called unused", () => {
    expect(judged({})).toMatchObject({ state: "Active", exempts: 0 });
    expect(judged({}).message).toContain("the spec of IsmsScope acme cannot be used");
    expect(judged({ expires: text(NOW + 7 * DAY) })).toMatchObject({ state: "Expiring" });
  });

  it.each(["acme", "acem"])("ends all the same: %s", (scope) => {
    expect(judged({ scope, expires: text(NOW) }).state).toBe("Expired");
    expect(judged({ scope, expires: text(NOW + 1000) }).state).not.toBe("Expired");
    expect(judged({ scope, expires: "never" }).state).toBe("Expired");
  });
});

describe("what a scope says of its exceptions", () => {
  const stated = (name: string, state: "Active" | "Expiring" | "Expired" | "Unused", spec: object = {}): StatedException => ({
    fact: exceptionFact(name, spec),
    status: { observedGeneration: 1, state, since: AT, exempts: 2, message: "It is so." },
  });

  it("counts them by state and lists the gravest first, by name", () => {
    const { exceptionCounts, exceptions } = scopeExceptions([
      stated("a", "Active"),
      stated("d", "Unused"),
      stated("c", "Expiring"),
      stated("b", "Expired"),
      stated("a2", "Unused"),
    ]);
    expect(exceptionCounts).toEqual({ active: 1, expiring: 1, expired: 1, unused: 2 });
    expect(exceptions?.map(({ name }) => name)).toEqual(["b", "c", "a2", "d", "a"]);
    expect(exceptions?.[0]).toEqual({
      name: "b",
      state: "Expired",
      since: AT,
      expires: "2027-01-01T00:00:00Z",
      exempts: 2,
      reason: "Agreed",
    });
  });

  it("is bounded, however many and however long they are", () => {
    const many = Array.from({ length: 40 }, (_, index) => stated(`e-${index}`, "Active", { reason: "r".repeat(1024) }));
    const status = scopeExceptions(many);
    expect(status.exceptionCounts?.active).toBe(40);
    expect(status.exceptions).toHaveLength(20);
    expect(scopeStatusSchema.parse(status)).toEqual(status);
  });
});
