/** What a builder is sent of a folder: its files, less those that .dockerignore names. */
import { cpSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

interface Rule {
  readonly pattern: string;
  readonly matches: RegExp;
  /** Written with `!`: what it matches is sent, whatever was said before. */
  readonly kept: boolean;
}

function readRules(text: string): Rule[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const pattern = line.replace(/^!/, "").replaceAll(/^\/|\/$/g, "");
      return { pattern, matches: regularExpression(pattern), kept: line.startsWith("!") };
    });
}

/** `*` and `?` stay within a folder, `**` goes through folders; unlike in a shell, names with a leading dot are matched too. */
function regularExpression(pattern: string): RegExp {
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (found) => {
    const meanings: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
    return meanings[found] ?? `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}

/** The last rule that matches the path, or a folder above it, decides. */
function isIgnored(rules: readonly Rule[], path: string): boolean {
  const parts = path.split("/");
  const ways = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  return rules.findLast(({ matches }) => ways.some((way) => matches.test(way)))?.kept === false;
}

/** All files of a folder that a builder is sent, relative to it, in order. `text`: what its .dockerignore says. */
export function contextFiles(root: string, text: string = readFileSync(join(root, ".dockerignore"), "utf8")): string[] {
  const rules = readRules(text);
  const mayHoldKept = (folder: string) => rules.some(({ pattern, kept }) => kept && pattern.startsWith(`${folder}/`));
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const ignored = isIgnored(rules, path);
      if (entry.isDirectory()) return ignored && !mayHoldKept(path) ? [] : walk(path);
      return ignored ? [] : [path];
    });
  return walk("").toSorted();
}

/** Copies them to another folder. */
export function copyContext(root: string, target: string): void {
  for (const path of contextFiles(root)) cpSync(join(root, path), join(target, path));
}
