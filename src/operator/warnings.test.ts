import { expect, it } from "vitest";
import { createWarnings } from "./warnings.ts";
import { World } from "./world.ts";

it("an object that is set aside is named in the log with its reason, once, and again when the reason is another", () => {
  const warned: unknown[] = [];
  const warn = createWarnings({ info: () => undefined, warn: (about: unknown) => void warned.push(about) });
  const world = new World(
    () => undefined,
    () => undefined,
  );
  const sink = (kind: string) => world.sources().find((source) => source.kind === kind)?.sink;
  const setAside = (problem: string) => sink("Pod")?.quarantine("uid-1", "shop", "web-1", new Error(problem));
  setAside("spec.containers is no list");
  sink("Node")?.quarantine("uid-2", undefined, "node-1", new Error("no status"));
  warn(world);
  warn(world);
  expect(warned).toEqual([
    { object: "Node node-1", problem: "no status" },
    { object: "Pod shop/web-1", problem: "spec.containers is no list" },
  ]);
  setAside("spec.containers is empty");
  warn(world);
  expect(warned.slice(2)).toEqual([{ object: "Pod shop/web-1", problem: "spec.containers is empty" }]);
});
