import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { describe, expect, it } from "vitest";
import { CONDITION_REASONS, CONDITION_TYPES } from "../../src/api/conditions.ts";
import { exceptionSpecSchema } from "../../src/api/exception.ts";
import { GROUP } from "../../src/api/names.ts";
import { scopeSpecSchema } from "../../src/api/scope.ts";
import { chartValues } from "../../src/install/values.ts";
import { OPTION_NAMES } from "../../src/operator/options.ts";
import { METRIC_REFERENCE } from "../../src/outputs/metric-reference.ts";
import { describeValues, type ValueSchema } from "../../tools/generate/values.ts";
import { logMessages } from "./log-messages.ts";
import { anchorsOf, codeOf, fencedOf, linksOf, pageOf, pages, type Page } from "./pages.ts";
import { ROOT } from "./project.ts";

const PAGES = pages();
const TROUBLES = pageOf("docs/troubleshooting.md");

/** What some page says and is not so, as `page: word`. */
const wrong = (said: (page: Page) => readonly string[], isSo: (word: string) => boolean, among = PAGES): readonly string[] =>
  among.flatMap((page) => said(page).flatMap((word) => (isSo(word) ? [] : [`${page.path}: ${word}`])));

const sources = (pattern: string): string =>
  globSync(pattern, { cwd: ROOT })
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => readFileSync(join(ROOT, file), "utf8"))
    .join("\n");

const everything = (page: Page): string => [...codeOf(page), ...fencedOf(page).map(({ text }) => text)].join("\n");

/** Paths of all values of the chart, groups included: `image`, `image.tag`. */
const valuePaths = ({ properties = {} }: ValueSchema, path = ""): string[] =>
  Object.entries(properties).flatMap(([name, member]) => [`${path}${name}`, ...valuePaths(member, `${path}${name}.`)]);

describe("links", () => {
  it("lead to files that are there, and to headings in them", () => {
    const broken = PAGES.flatMap((page) =>
      linksOf(page).flatMap(({ target, path, anchor }) => {
        if (!existsSync(join(ROOT, path))) return [`${page.path}: ${target} is not there`];
        const hasAnchor = anchor === undefined || !path.endsWith(".md") || anchorsOf(pageOf(path)).has(anchor);
        return hasAnchor ? [] : [`${page.path}: ${target} has no such heading`];
      }),
    );
    expect(broken).toEqual([]);
    expect(PAGES.flatMap(linksOf).length).toBeGreaterThan(50);
  });

  it("lead from docs/README.md to every page of docs", () => {
    const index = new Set(linksOf(pageOf("docs/README.md")).map(({ path }) => path.replace(/\/$/, "")));
    const listed = ({ path }: Page) => index.has(path) || ["docs/adr", "docs/runbooks"].some((folder) => path.startsWith(`${folder}/`));
    const own = PAGES.filter(({ path }) => path.startsWith("docs/") && path !== "docs/README.md");
    expect(own.filter((page) => !listed(page)).map(({ path }) => path)).toEqual([]);
  });
});

describe("what the pages name", () => {
  it("as a target of make is one", () => {
    const makefile = readFileSync(join(ROOT, "Makefile"), "utf8");
    const targets = new Set([...makefile.matchAll(/^([a-z][a-z -]*):(?!=)/gm)].flatMap(([, names = ""]) => names.split(" ")));
    const named = (page: Page) => [...everything(page).matchAll(/\bmake (?:-s )?([a-z][a-z-]*)/g)].map(([, target = ""]) => target);
    expect(PAGES.flatMap(named).length).toBeGreaterThan(10);
    expect(wrong(named, (target) => targets.has(target))).toEqual([]);
  });

  it("as a flag is one of the operator's, or of a tool that is known to have it", () => {
    const theirs = [
      "--override-manager",
      "--take-ownership",
      "--force-conflicts",
      "--reuse-values",
      "--reset-then-reuse-values",
      "--check",
      "--help",
      "--version",
    ];
    const known = new Set([...OPTION_NAMES.map((name) => `--${name}`), ...theirs]);
    const named = (page: Page) => codeOf(page).flatMap((code) => /^(--[a-z-]+)(?:=\S*)?$/.exec(code)?.[1] ?? []);
    expect(PAGES.flatMap(named).length).toBeGreaterThan(OPTION_NAMES.length);
    expect(wrong(named, (flag) => known.has(flag))).toEqual([]);
  });

  it("as a metric is served", () => {
    const known = new Set<string>(METRIC_REFERENCE.map(({ name }) => name));
    const named = (page: Page) => [...everything(page).matchAll(/\bisms_[a-z_]+[a-z]\b(?!_?\*)/g)].map(([name]) => name);
    expect(wrong(named, (name) => known.has(name) || known.has(name.replace(/_(bucket|sum|count)$/, "")))).toEqual([]);
  });

  it("as a value of the chart can be set", () => {
    const paths = new Set(valuePaths(describeValues(chartValues)));
    const isTop = (path: string) => paths.has(path.split(".")[0] ?? "");
    const named = (page: Page) => codeOf(page).flatMap((code) => /^([a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+)(?:=.*)?$/.exec(code)?.[1] ?? []);
    const free = new Set(["resources", "securityContext", "podSecurityContext", "affinity"]);
    const telemetry = new Set(["service.name", "service.version", "service.instance.id"]);
    const ours = (page: Page) => named(page).filter((path) => isTop(path) && !free.has(path.split(".")[0] ?? "") && !telemetry.has(path));
    expect(PAGES.flatMap(ours).length).toBeGreaterThan(20);
    expect(wrong(ours, (path) => paths.has(path))).toEqual([]);
  });

  it("as YAML is YAML, and where it is ours a scope or an exception", () => {
    const schemas: Readonly<Record<string, { safeParse(value: unknown): { error?: Error } }>> = {
      IsmsScope: scopeSpecSchema,
      ScopeException: exceptionSpecSchema,
    };
    for (const page of PAGES) {
      for (const { language, text } of fencedOf(page)) {
        if (language !== "yaml") continue;
        for (const document of loadAll(text) as { apiVersion?: string; kind?: string; spec?: unknown }[]) {
          if (document?.apiVersion?.startsWith(`${GROUP}/`) !== true) continue;
          expect(schemas[document.kind ?? ""]?.safeParse(document.spec), `${page.path}: ${document.kind}`).not.toHaveProperty("error");
        }
      }
    }
  });
});

describe("docs/troubleshooting.md", () => {
  it.each(CONDITION_TYPES)("has a row for every reason of the condition %s", (type) => {
    const rows = new Set([...TROUBLES.text.matchAll(/^\| `([A-Za-z]+)` \| (?:True|False|Unknown) \|/gm)].map(([, reason]) => reason));
    expect(CONDITION_REASONS[type].filter((reason) => !rows.has(reason))).toEqual([]);
  });

  it("explains every warning and error that the operator can log", () => {
    const messages = globSync("src/**/*.ts", { cwd: ROOT })
      .filter((file) => !file.endsWith(".test.ts"))
      .flatMap((file) => logMessages(readFileSync(join(ROOT, file), "utf8")));
    expect(messages.length).toBeGreaterThanOrEqual(12);
    expect(messages.filter((message) => !TROUBLES.text.includes(`| ${message} |`))).toEqual([]);
    const explained = [...TROUBLES.text.matchAll(/^\| (?:warn|error) \| (.+?) \|/gm)].map(([, message = ""]) => message);
    expect(explained.filter((message) => !messages.includes(message))).toEqual([]);
  });
});

describe("docs/events.md", () => {
  it("explains every reason that an Event can have beside those of conditions and checks", () => {
    const rows = new Set([...pageOf("docs/events.md").text.matchAll(/^\| `([A-Za-z]+)` \|/gm)].map(([, reason = ""]) => reason));
    const conditions = new Set<string>(Object.values(CONDITION_REASONS).flat());
    const outputs = sources("src/outputs/*.ts");
    const reasons = new Set(
      [...outputs.matchAll(/\breason: "([A-Za-z]+)"|: "(Check[A-Z][a-z]+)"/g)].map(([, one, other]) => one ?? other ?? ""),
    );
    expect([...reasons].filter((reason) => !conditions.has(reason)).toSorted()).toEqual([...rows].toSorted());
  });
});

describe("reading the log's messages from the source", () => {
  it("finds literals, alternatives and tables, and refuses what it cannot read", () => {
    const table = 'const UNREAD = {\n  A: "not there at all",\n  B: "not for us",\n} as const;\nlog.warn({ a: f(1) }, UNREAD[state]);';
    expect(logMessages(table)).toEqual(["not there at all", "not for us"]);
    expect(logMessages('log[bad ? "warn" : "info"]({}, bad ? "is lost" : "was given")')).toEqual(["is lost", "was given"]);
    expect(logMessages('log.info({}, "is fine");')).toEqual([]);
    expect(() => logMessages("log.error({}, text);")).toThrow("is no literal");
  });
});
