import { expect, test } from "vitest";
import { ObjectIndex } from "./object-index.ts";

const object = (namespace: string, name: string, uid = `${namespace}/${name}`) => ({ namespace, name, uid });
const filled = (...objects: readonly ReturnType<typeof object>[]) => {
  const index = new ObjectIndex<ReturnType<typeof object>>();
  for (const each of objects) index.replace(undefined, each);
  return index;
};

test("lists the objects of a namespace by name, and is the same list until they change", () => {
  const [a, b, far] = [object("shop", "a"), object("shop", "b"), object("bank", "a")];
  const index = filled(b, a, far);
  const list = index.in("shop");
  expect(list).toEqual([a, b]);
  index.replace(far, object("bank", "a", "other"));
  expect(index.in("shop")).toBe(list);
  const c = object("shop", "c");
  index.replace(undefined, c);
  expect(index.in("shop")).toEqual([a, b, c]);
  index.replace(a, undefined);
  expect(index.in("shop")).toEqual([b, c]);
  expect(index.in("lab")).toEqual([]);
});

test("keeps an object that was created again when the end of the old one is told late", () => {
  const [old, again] = [object("shop", "a", "1"), object("shop", "a", "2")];
  const index = filled(old, again);
  index.replace(old, undefined);
  expect(index.get("shop", "a")).toBe(again);
  expect([...index.all()]).toEqual([again]);
});
