import { beforeEach, expect, test } from "vitest";
import type { ReplicaSetFact } from "./facts.ts";
import { FactTable } from "./table.ts";

const fact = (uid: string, name = uid): ReplicaSetFact => ({ kind: "ReplicaSet", uid, name, namespace: "shop", owner: undefined });

let told: string[];
let table: FactTable<ReplicaSetFact>;

beforeEach(() => {
  told = [];
  table = new FactTable<ReplicaSetFact>({
    replaced: (before, after) => told.push(`${before?.name ?? "-"} → ${after?.name ?? "-"}`),
    quarantined: ({ name }, by) => told.push(`${by > 0 ? "aside" : "back"} ${name}`),
    settled: () => undefined,
  });
});

const snapshot = (...facts: ReplicaSetFact[]): void => {
  table.begin();
  for (const each of facts) table.init(each.uid, each);
  table.commit();
};

const uids = (): string[] => [...table.held()].map(({ uid }) => uid).sort();

test("a snapshot shows nothing before it is whole", () => {
  table.begin();
  table.init("a", fact("a"));
  expect(told).toEqual([]);
  expect(table.size).toBe(0);
  table.commit();
  expect(told).toEqual(["- → a"]);
});

test("what is not in a new snapshot is gone", () => {
  snapshot(fact("a"), fact("b"));
  told = [];
  snapshot(fact("b"), fact("c"));
  expect(told).toEqual(["a → -", "- → c"]);
  expect(uids()).toEqual(["b", "c"]);
});

test("a snapshot that was cut off leaves no trace", () => {
  snapshot(fact("a"));
  told = [];
  table.begin();
  table.init("b", fact("b"));
  table.quarantine("c", "shop", "c", new Error("no"));
  table.begin();
  table.init("a", fact("a"));
  table.commit();
  expect(told).toEqual([]);
  expect(uids()).toEqual(["a"]);
});

test("deleted and created again under one name is a removal, then an addition", () => {
  snapshot(fact("old", "web"));
  told = [];
  snapshot(fact("new", "web"));
  expect(told).toEqual(["web → -", "- → web"]);
});

test("an equal fact is no change, a different one is", () => {
  table.apply("a", fact("a"));
  told = [];
  table.apply("a", fact("a"));
  snapshot(fact("a"));
  expect(told).toEqual([]);
  table.apply("a", fact("a", "renamed"));
  expect(told).toEqual(["a → renamed"]);
});

test("a snapshot of an unchanged cluster holds no second copies", () => {
  const first = fact("a");
  table.apply("a", first);
  table.begin();
  table.init("a", fact("a"));
  expect([...table.held()].every((held) => held === first)).toBe(true);
});

test("changes during a snapshot are known at once and stay", () => {
  snapshot(fact("a"), fact("b"));
  table.begin();
  table.init("a", fact("a"));
  table.init("b", fact("b"));
  table.apply("c", fact("c"));
  table.remove("b");
  expect(uids().includes("b")).toBe(false);
  table.commit();
  expect(uids()).toEqual(["a", "c"]);
});

test("an object of the snapshot counts as it was last", () => {
  table.begin();
  table.init("a", fact("a", "first"));
  table.init("a", fact("a", "last"));
  table.commit();
  expect(told).toEqual(["- → last"]);
});

test("init without a snapshot under way is an addition, commit without one nothing", () => {
  table.init("a", fact("a"));
  table.commit();
  expect(uids()).toEqual(["a"]);
});

test("removing what is not known is nothing", () => {
  table.remove("a");
  expect(told).toEqual([]);
});

test("an object that cannot be projected is set aside, and nothing of it is believed", () => {
  table.apply("a", fact("a"));
  told = [];
  table.quarantine("a", "shop", "a", new Error("broken"));
  expect(told).toEqual(["a → -", "aside a"]);
  expect([...table.aside()]).toEqual([{ uid: "a", namespace: "shop", name: "a", problem: "broken" }]);
  table.quarantine("a", "shop", "a", new Error("broken"));
  expect(told).toHaveLength(2);
});

test("an object set aside comes back when it is read again, and goes when it is deleted", () => {
  table.quarantine("a", "shop", "a", new Error("broken"));
  table.quarantine("b", "shop", "b", new Error("broken"));
  told = [];
  table.apply("a", fact("a"));
  table.remove("b");
  expect(told).toEqual(["back a", "- → a", "back b"]);
  expect([...table.aside()]).toEqual([]);
});

test("a snapshot replaces what was set aside", () => {
  table.quarantine("a", "shop", "a", "broken");
  table.quarantine("b", "shop", "b", "broken");
  told = [];
  table.begin();
  table.quarantine("b", "shop", "b", "broken");
  table.quarantine("c", "shop", "c", "broken");
  table.quarantine("d", "shop", "d", "broken");
  table.init("d", fact("d"));
  table.init("e", fact("e"));
  table.quarantine("e", "shop", "e", "broken");
  expect(told).toEqual([]);
  table.commit();
  expect(told).toEqual(["back a", "- → d", "aside c", "aside e"]);
});
