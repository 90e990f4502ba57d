import { expect, test } from "vitest";
import { COLUMNS, wrapped } from "./page.ts";

const WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen";

test("a wrapped text keeps every word, stays within the columns, and hangs below its first line", () => {
  const lines = wrapped(WORDS, "   → ").split("\n");
  expect(lines.length).toBe(2);
  expect(lines.every((line) => line.length <= COLUMNS)).toBe(true);
  expect(lines.map((line) => line.slice(0, 5))).toEqual(["   → ", "     "]);
  expect(lines.map((line) => line.slice(5)).join(" ")).toBe(WORDS);
});

test("a word that is longer than a line stays whole, and so does a short text", () => {
  const path = `/${"a".repeat(120)}`;
  expect(wrapped(`see ${path} there`, "- ")).toBe(`- see\n  ${path}\n  there`);
  expect(wrapped("short", "    ")).toBe("    short");
});
