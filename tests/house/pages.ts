/** The project's Markdown, as a reader meets it: pages, their anchors, their links, and what stands in code. */
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { ROOT } from "./project.ts";

/** A Markdown file. */
export interface Page {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

/** A block between fences, with the word that follows the first one. */
export interface Fenced {
  readonly language: string;
  readonly text: string;
}

const FENCE = /^ *```(\w*)[^\n]*\n([^]*?)^ *```/gm;

/** All pages of the project, sorted by path. */
export const pages = (): readonly Page[] =>
  globSync("**/*.md", { cwd: ROOT, exclude: (name) => ["node_modules", "dist", ".git"].includes(name) })
    .toSorted()
    .map(pageOf);

/** One page. */
export const pageOf = (path: string): Page => ({ path, text: readFileSync(join(ROOT, path), "utf8") });

/** The blocks of code of a page. */
export const fencedOf = ({ text }: Page): readonly Fenced[] =>
  [...text.matchAll(FENCE)].map(([, language = "", code = ""]) => ({ language, text: code }));

const proseOf = ({ text }: Page): string => text.replaceAll(FENCE, "");

/** What stands between backticks in the prose of a page. */
export const codeOf = (page: Page): readonly string[] => [...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);

/** Anchors that GitHub gives to the headings of a page. */
export const anchorsOf = (page: Page): ReadonlySet<string> => {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(page).matchAll(/^#+ +(.+)$/gm)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
};

/** A link to something of this project. */
export interface Link {
  readonly target: string;
  /** Relative to the project. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The links of a page that do not leave the project. */
export const linksOf = (page: Page): readonly Link[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = "", anchor] = target.split("#");
      return { target, path: file === "" ? page.path : normalize(join(dirname(page.path), file)), anchor };
    });
