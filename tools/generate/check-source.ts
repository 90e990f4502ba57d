import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

/** What the two files of a check say beside what they do: the comment over the rule, the words of its failures, its fixtures. */

/** The comment over a check, part by part; each part is one line of text. */
export interface CheckComment {
  /** Its first sentence. */
  readonly rule: string;
  /** What it says before the first part that has a name. */
  readonly more: string;
  /** By the word before the colon: Control, Reads, Passes, Not judged. */
  readonly parts: ReadonlyMap<string, string>;
}

/** A fixture as it is written. */
export interface FixtureText {
  readonly name: string;
  /** The comment on top of it, without its reason. */
  readonly about: string;
  readonly reason: string | undefined;
  /** Its documents in YAML, without the namespaces that only exist. */
  readonly yaml: string;
}

const COMMENT = /\/\*\*\n([^]*?)\n \*\/\nexport const check\b/;
const PART = /^([A-Z][a-z]+(?: [a-z]+)?): (.*)$/;
const FAILURE = /\bfail\(\s*"([A-Za-z]+)"/g;

const folder = (root: string): string => join(root, "src/checks");
const sourceOf = (root: string, id: string): string => readFileSync(join(folder(root), `${id}.ts`), "utf8");

/** Throws an Error when there is no comment over the check. */
export const commentOf = (root: string, id: string): CheckComment => {
  const [, text] = COMMENT.exec(sourceOf(root, id)) ?? [];
  if (text === undefined) throw new Error(`${id}.ts has no comment over its check`);
  const parts = partsOf(text.split("\n").map((line) => line.replace(/^ \* ?/, "").trim()));
  const opening = parts.get("") ?? "";
  parts.delete("");
  const [rule = ""] = /^.*?\.(?= |$)/.exec(opening) ?? [];
  return { rule, more: opening.slice(rule.length).trim(), parts };
};

/** Lines by the name of the part in which they stand; empty for those before the first name. */
const partsOf = (lines: readonly string[]): Map<string, string> => {
  const parts = new Map<string, string>();
  let current = "";
  for (const line of lines) {
    const [, name = current, rest = line] = PART.exec(line) ?? [];
    current = name;
    parts.set(current, `${parts.get(current) ?? ""} ${rest}`.trim());
  }
  return parts;
};

/** The words by which a check fails, as its file and its fixtures give them. */
export const reasonsOf = (root: string, id: string): readonly string[] => {
  const written = [...sourceOf(root, id).matchAll(FAILURE)].map(([, reason = ""]) => reason);
  return [...new Set([...written, ...fixtureTexts(root, id).flatMap(({ reason }) => reason ?? [])])];
};

/** The fixtures of a check in the order of its file; each begins with a line `#### <name>`. */
export const fixtureTexts = (root: string, id: string): readonly FixtureText[] =>
  readFileSync(join(folder(root), `${id}.yaml`), "utf8")
    .split(/^#### /m)
    .slice(1)
    .map(fixtureText);

const fixtureText = (part: string): FixtureText => {
  const [name = "", ...lines] = part.split("\n");
  const text = lines.join("\n");
  const documents = text
    .split(/^---$/m)
    .map((document) => document.trim())
    .filter((document) => document !== "");
  const [comment = ""] = /^(?:#.*\n)+/.exec(`${documents[0] ?? ""}\n`) ?? [];
  const about = comment.split("\n").map((line) => line.replace(/^# ?/, ""));
  const shown = [documents[0]?.slice(comment.length) ?? "", ...documents.slice(1)].filter((document) => !onlyExists(document));
  return {
    name: name.trim(),
    about: about.filter((line) => line !== "" && !line.startsWith("reason: ")).join(" "),
    reason: /^# reason: (\w+)$/m.exec(text)?.[1],
    yaml: shown.join("\n---\n"),
  };
};

/** A namespace of which nothing is said but its name. */
const onlyExists = (document: string): boolean => {
  const { kind, metadata, spec } = (load(document) ?? {}) as { kind?: string; metadata?: object; spec?: unknown };
  return kind === "Namespace" && Object.keys(metadata ?? {}).length === 1 && spec === undefined;
};
