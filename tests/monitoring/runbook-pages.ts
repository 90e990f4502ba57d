import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const RUNBOOK_FOLDER = join(import.meta.dirname, "..", "..", "docs", "runbooks");

/** A page of the runbook. */
export interface RunbookPage {
  /** Name of the file without its ending: the alert. */
  readonly alert: string;
  readonly text: string;
  /** Text by heading. */
  readonly sections: ReadonlyMap<string, string>;
  /** Command lines. */
  readonly commands: readonly string[];
  /** PromQL. */
  readonly queries: readonly string[];
  /** All that is not in a fence. */
  readonly prose: string;
}

const FENCE = /^```(\w+)\n([^]*?)^```$/gm;

const fenced = (text: string, language: string): readonly string[] =>
  [...text.matchAll(FENCE)].flatMap(([, kind, inner = ""]) => (kind === language ? inner.trim().split("\n") : []));

const pageOf = (file: string): RunbookPage => {
  const text = readFileSync(join(RUNBOOK_FOLDER, file), "utf8");
  const sections = text
    .split(/^## /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n")).trim()] as const);
  return {
    alert: file.replace(/\.md$/, ""),
    text,
    sections: new Map(sections),
    commands: fenced(text, "sh"),
    queries: fenced(text, "promql"),
    prose: text.replaceAll(FENCE, ""),
  };
};

/** Every page of the runbook, by name. */
export const runbookPages = (): readonly RunbookPage[] => readdirSync(RUNBOOK_FOLDER).sort().map(pageOf);
