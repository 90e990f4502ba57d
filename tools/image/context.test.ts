import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { scratch } from "../../tests/harness/scratch.ts";
import { contextFiles } from "./context.ts";

const sent = (rules: string, ...files: readonly string[]): string[] => {
  const root = scratch();
  for (const file of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  return contextFiles(root, rules);
};

it.each([
  { what: "without rules all is sent", rules: "", files: ["a", "b/.c"], expected: ["a", "b/.c"] },
  { what: "a folder goes with all that is in it", rules: "b", files: ["a", "b/c/d", "bc"], expected: ["a", "bc"] },
  { what: "a star stays within a folder and matches a leading dot", rules: "*.md", files: [".md", "a.md", "b/a.md"], expected: ["b/a.md"] },
  { what: "two stars go through folders", rules: "**/*.test.ts", files: ["a.test.ts", "b/c/a.test.ts", "a.ts"], expected: ["a.ts"] },
  {
    what: "what is called back is sent, its folder's other files are not",
    rules: "*\n!b/c",
    files: ["a", "b/c", "b/d"],
    expected: ["b/c"],
  },
  { what: "the last rule decides", rules: "*\n!b\nb/*.log", files: ["a", "b/a", "b/a.log"], expected: ["b/a"] },
  { what: "a dot is a dot, and comments are none", rules: "# a\na.b", files: ["a", "a.b", "axb"], expected: ["a", "axb"] },
])("$what", ({ rules, files, expected }) => {
  expect(sent(rules, ...files)).toEqual(expected);
});
