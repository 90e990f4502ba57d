import { expect, it } from "vitest";
import { listed, podCount, quoted } from "./wording.ts";

it("a declared value is cut at 63 characters", () => {
  expect(quoted("a".repeat(63))).toBe(`"${"a".repeat(63)}"`);
  expect(quoted("a".repeat(64))).toBe(`"${"a".repeat(62)}…"`);
});

it("a value is never cut inside a character: what is written must read the same when it comes back", () => {
  expect(quoted(`${"a".repeat(61)}${"😀".repeat(9)}`).isWellFormed()).toBe(true);
});

it("a list names five and counts the rest", () => {
  expect(listed(["a", "b", "c", "d", "e"])).toBe("a, b, c, d, e");
  expect(listed(["a", "b", "c", "d", "e", "f", "g"])).toBe("a, b, c, d, e and 2 more");
});

it("pods are counted, a template is called one", () => {
  expect(podCount(3, 1000)).toBe("3 of 1000 pods");
  expect(podCount(1, 1)).toBe("1 of 1 pod");
  expect(podCount(0, 0)).toBe("the pod template");
});
