import { expect, it } from "vitest";
import { chooseMinor, MINORS, NODE_IMAGES } from "./nodes.ts";

it("the newest minor is taken unless another one is asked for, and what is not there is told with what is", () => {
  expect(chooseMinor(undefined)).toBe(MINORS.at(-1));
  expect(chooseMinor("")).toBe(MINORS.at(-1));
  expect(chooseMinor(MINORS[0])).toBe(MINORS[0]);
  expect(() => chooseMinor("1.2")).toThrow(`MINOR=1.2 is none of those that run on kind here: ${MINORS.join(", ")}`);
});

it.each(Object.entries(NODE_IMAGES))("%s is an image of that minor, by digest", (minor, image) => {
  expect(image).toMatch(/^kindest\/node:v\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/);
  expect(image).toContain(`:v${minor}.`);
});

it("minors follow each other, oldest first", () => {
  const numbers = MINORS.map((minor) => Number(minor.split(".")[1]));
  expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
});
