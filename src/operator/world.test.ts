import { describe, expect, it } from "vitest";
import type { RawObject } from "../cluster/codec.ts";
import type { FactKind } from "../facts/facts.ts";
import { World } from "./world.ts";

interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly namespace?: string;
  readonly generation?: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

const raw = (metadata: Metadata, spec: object = {}): RawObject => ({
  metadata: { resourceVersion: "1", ...metadata },
  spec,
});

const scope = (keys?: string[]) =>
  raw(
    { name: "acme", uid: "scope-1", generation: 1 },
    { document: { title: "Scope" }, ...(keys && { rules: { classification: { keys } } }) },
  );

const exception = (spec: object) => raw({ name: "exempt", uid: "exception-1" }, spec);

const pod = raw({ name: "web", namespace: "prod", uid: "pod-1", annotations: { "acme.example/class": "Internal" } }, { containers: [] });

const setUp = () => {
  const reread: FactKind[] = [];
  let changes = 0;
  const world = new World(
    () => changes++,
    (kind) => reread.push(kind),
  );
  const source = (kind: string) => {
    const found = world.sources().find((each) => each.kind === kind);
    if (!found) throw new Error(kind);
    return {
      list: (...objects: RawObject[]) => {
        found.sink.begin();
        for (const object of objects) {
          try {
            found.sink.init(object.metadata.uid, found.project(object));
          } catch (error) {
            found.sink.quarantine(object.metadata.uid, undefined, object.metadata.name, error);
          }
        }
        found.sink.commit();
        world.setCoverage(found.kind, { state: "Synced" });
      },
    };
  };
  return { world, reread, source, changes: () => changes };
};

describe("the world", () => {
  it("reads declarations first and pods last", () => {
    const kinds = setUp()
      .world.sources()
      .map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(["IsmsScope", "ScopeException"]);
    expect(kinds.at(-1)).toBe("Pod");
  });

  it("a scope that judges further annotations has the kinds that carry them read again, and others not", () => {
    const { source, reread } = setUp();
    source("IsmsScope").list(scope());
    expect(reread).toEqual([]);
    source("IsmsScope").list(scope(["acme.example/class"]));
    expect(reread).toContain("Pod");
    expect(reread).not.toContain("ReplicaSet");
    reread.length = 0;
    source("IsmsScope").list(scope(["acme.example/class"]));
    expect(reread).toEqual([]);
  });

  it("a kind counts as read with the annotations that were kept when its list began", () => {
    const { source, world } = setUp();
    const wanted = new Set(["acme.example/class"]);
    source("Pod").list(pod);
    source("IsmsScope").list(scope(["acme.example/class"]));
    expect(world.facts.keepsAnnotations(wanted)).toBe(false);
    source("Pod").list(pod);
    expect(world.facts.keepsAnnotations(wanted)).toBe(true);
    expect(world.facts.workloads("prod")[0]?.pods[0]?.shape.annotations).toEqual({ "acme.example/class": "Internal" });
  });

  it("an exception that cannot be used is set aside with what to mend, and comes back when it is mended", () => {
    const { source, world } = setUp();
    source("ScopeException").list(exception({ scope: "acme" }));
    expect(world.exceptions.all()).toEqual([]);
    expect(world.exceptions.unusable()).toEqual([{ uid: "exception-1", name: "exempt", problem: expect.stringContaining("spec.checks") }]);
    const whole = {
      scope: "acme",
      checks: ["logging-sidecar"],
      subjects: [{}],
      reason: "r",
      owner: "o",
      approvedBy: "a",
      expires: "2027-01-01T00:00:00Z",
    };
    source("ScopeException").list(exception(whole));
    expect(world.exceptions.all()).toHaveLength(1);
    expect(world.count("ScopeException")).toBe(1);
    expect(world.exceptions.unusable()).toEqual([]);
  });

  it("what is gone from the list is gone, and each change is told", () => {
    const { source, world, changes } = setUp();
    source("IsmsScope").list(scope());
    expect(world.count("IsmsScope")).toBe(1);
    const before = changes();
    source("IsmsScope").list();
    expect(world.count("IsmsScope")).toBe(0);
    expect(changes()).toBeGreaterThan(before);
  });

  it("an object that cannot be understood is counted by its kind", () => {
    const { source, world } = setUp();
    source("Pod").list(raw({ uid: "pod-2", name: "" }));
    expect(world.quarantined()).toEqual(new Map([["Pod", 1]]));
  });
});
