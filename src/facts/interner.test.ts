import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PodFact } from "./facts.ts";
import { Interner, sortedEntries, sortedNames } from "./interner.ts";
import { podKind } from "./kinds/pod.ts";
import { annotationKeys } from "./known-annotations.ts";
import { raw, running } from "../../tests/objects/raw.ts";

const keys = annotationKeys();
const podOf = (interner: Interner, name: string): PodFact =>
  podKind.project(raw.Pod({ name, labels: { app: name }, spec: running(`node-${name}`) }), { interner, annotationKeys: keys });

test("maps with equal entries are one frozen object, whatever their order", () => {
  const interner = new Interner();
  const one = interner.map(sortedEntries({ b: "2", a: "1" }));
  expect(interner.map(sortedEntries({ a: "1", b: "2" }))).toBe(one);
  expect(Object.isFrozen(one)).toBe(true);
  expect({ ...one }).toEqual({ a: "1", b: "2" });
});

test("a map has no key that nobody set, not even those of every object", () => {
  const map = new Interner().map(sortedEntries({ app: "web" }));
  expect(map["constructor"]).toBeUndefined();
  expect("toString" in map).toBe(false);
});

test("different content never shares an object", () => {
  const entries = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
  fc.assert(
    fc.property(entries, entries, (a, b) => {
      const interner = new Interner();
      const same = JSON.stringify(sortedEntries(a)) === JSON.stringify(sortedEntries(b));
      expect(interner.map(sortedEntries(a)) === interner.map(sortedEntries(b))).toBe(same);
      expect(Object.entries(interner.map(sortedEntries(a)))).toEqual(expect.arrayContaining(sortedEntries(a)));
    }),
  );
});

test("a list of names and a map of the same words are different objects", () => {
  const interner = new Interner();
  expect(interner.names([])).not.toBe(interner.map([]));
});

test("names are sorted, each once, without gaps", () => {
  expect(sortedNames(["b", null, "a", "", undefined, "b"])).toEqual(["a", "b"]);
});

test("a sweep keeps what facts hold, and lets go of the rest", () => {
  const interner = new Interner();
  const kept = podOf(interner, "kept");
  const size = interner.size;
  podOf(interner, "gone");
  expect(interner.size).toBeGreaterThan(size);
  interner.sweep([kept]);
  expect(interner.size).toBe(size);
  expect(podOf(interner, "kept")).toEqual(kept);
  expect(podOf(interner, "kept").shape).toBe(kept.shape);
});

test("a sweep is due only after the pool has doubled", () => {
  const interner = new Interner();
  const held = Array.from({ length: 2000 }, (_, index) => podOf(interner, `pod-${index}`));
  expect(interner.overgrown).toBe(true);
  interner.sweep(held);
  expect(interner.overgrown).toBe(false);
  const size = interner.size;
  for (let index = 0; interner.size <= 2 * size; index++) {
    expect(interner.overgrown).toBe(false);
    podOf(interner, `new-${index}`);
  }
  expect(interner.overgrown).toBe(true);
});

describe("a tree", () => {
  test("is one frozen object per content, in all its parts, whatever whole they are part of", () => {
    const interner = new Interner();
    const part = () => ({ name: "a", values: ["x"] });
    const [list] = [interner.tree([part(), { other: part() }])];
    expect(interner.tree([part(), { other: part() }])).toBe(list);
    expect(interner.tree(part())).toBe(list[0]);
    expect((list[1] as { other: object }).other).toBe(list[0]);
    expect([list, ...list, (list[0] as ReturnType<typeof part>).values].every(Object.isFrozen)).toBe(true);
  });

  test("takes in what is interned already as it is", () => {
    const interner = new Interner();
    const map = interner.map([["constructor", "x"]]);
    expect(interner.tree({ map }).map).toBe(map);
  });

  test("with a field that is undefined is not one without it, nor one with null", () => {
    const interner = new Interner();
    const trees = [{}, { a: undefined }, { a: null }, { b: undefined }].map((value) => interner.tree(value));
    expect(new Set(trees).size).toBe(4);
    expect(trees[1]).toStrictEqual({ a: undefined });
  });
});
