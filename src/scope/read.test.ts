import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readException, readScope } from "./read.ts";

const problemOf = (spec: unknown): string => {
  const { spec: read } = readScope({ metadata: { name: "acme" }, spec });
  return read.ok ? "" : read.problem;
};

const EXCEPTION = {
  scope: "acme",
  checks: ["logging-sidecar"],
  subjects: [{ namespaces: ["legacy"] }],
  reason: "Retired in March",
  owner: "Team",
  approvedBy: "Officer",
  expires: "2026-12-31T00:00:00Z",
};

describe("a scope as it is read", () => {
  test("has its defaults filled in, and its identity", () => {
    const fact = readScope({
      metadata: { name: "acme", uid: "u1", generation: 3, resourceVersion: "42" },
      spec: { document: { title: "Scope" } },
      status: { digest: "sha256:abc" },
    });
    expect(fact).toMatchObject({ name: "acme", uid: "u1", generation: 3, resourceVersion: "42", deleting: false });
    expect(fact.spec.ok && fact.spec.value.rules.mode).toBe("Audit");
    expect(fact.status).toEqual({ digest: "sha256:abc" });
  });

  test("that is being deleted says so", () => {
    expect(readScope({ metadata: { name: "acme", deletionTimestamp: "2026-01-01T00:00:00Z" } }).deleting).toBe(true);
  });

  test("with a status that is broken has an empty one", () => {
    expect(readScope({ spec: { document: { title: "Scope" } }, status: { conditions: "none" } }).status).toEqual({});
  });

  test.each([
    [undefined, "spec: is missing, add it as object"],
    [{}, "spec.document: is missing, add it as object"],
    [{ document: { title: 3 } }, "spec.document.title: Invalid input: expected string, received number"],
    [{ document: { title: "S" }, enviroments: [] }, "spec.enviroments: no such field, remove it or correct its name"],
    [{ document: { title: "S", owner: { name: "T", mail: "x", phone: "y" } } }, "spec.document.owner.mail and 1 more: no such field"],
    [{ document: { title: "S" }, environments: [{ name: "Prod" }] }, "spec.environments[0].name: use lower-case letters"],
  ])("that is wrong names the field and the mend: %o", (spec, sentence) => {
    expect(problemOf(spec)).toContain(sentence);
  });

  test("with many problems names three and counts the rest", () => {
    const problem = problemOf({ document: {}, a: 1, environments: "x", components: "x", exclusions: "x" });
    expect(problem.split("; ")).toHaveLength(4);
    expect(problem).toMatch(/; and 2 more$/);
  });

  test("never throws, whatever is sent", () => {
    const junk = fc.oneof(fc.object(), fc.anything());
    fc.assert(
      fc.property(junk, junk, junk, (metadata, spec, status) => {
        expect(typeof readScope({ metadata, spec, status }).name).toBe("string");
        expect(readException({ metadata, spec }).ok).toBe(false);
        readScope(metadata);
      }),
    );
  });
});

describe("an exception as it is read", () => {
  test("is a fact when every required field is there", () => {
    const reading = readException({ metadata: { name: "legacy", uid: "e1" }, spec: EXCEPTION });
    expect(reading).toEqual({
      ok: true,
      fact: { name: "legacy", uid: "e1", generation: 0, deleting: false, spec: EXCEPTION, status: {} },
    });
  });

  test.each([
    [
      { state: "Unused", since: "2026-06-15T12:00:00Z" },
      { state: "Unused", since: "2026-06-15T12:00:00Z" },
    ],
    [{ state: "Forgotten" }, {}],
    ["none", {}],
  ])("carries its status as far as that can be read: %o", (status, known) => {
    const reading = readException({ metadata: { name: "legacy", uid: "e1", generation: 3 }, spec: EXCEPTION, status });
    expect(reading).toMatchObject({ ok: true, fact: { generation: 3, status: known } });
    if (reading.ok) expect(reading.fact.status).toEqual(known);
  });

  test.each(["reason", "owner", "approvedBy", "expires", "subjects", "scope"])("without %s is refused by name", (field) => {
    const reading = readException({ metadata: { name: "legacy" }, spec: { ...EXCEPTION, [field]: undefined } });
    expect(reading.ok ? "" : reading.problem).toContain(`spec.${field}: is missing`);
  });

  test("that ends at no instant is refused", () => {
    const reading = readException({ metadata: { name: "legacy" }, spec: { ...EXCEPTION, expires: "2026-02-30T00:00:00Z" } });
    expect(reading).toMatchObject({ ok: false, name: "legacy" });
  });
});
