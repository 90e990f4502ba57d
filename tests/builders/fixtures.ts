import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import type { ScopeSummary } from "../../src/assess/assessment.ts";
import { assess } from "../../src/assess/snapshot.ts";
import { CHECKS } from "../../src/checks/registry.generated.ts";
import { judgedKeys } from "../../src/scope/compile.ts";
import { DEFAULT_SYSTEM_NAMESPACES } from "../../src/scope/membership.ts";
import { readScope } from "../../src/scope/read.ts";
import type { Manifest } from "./manifests.ts";
import { factsOf, NOW } from "./world.ts";

/** Folder with one folder per check, and in it files `pass-*.yaml` and `fail-*.yaml`. */
export const FIXTURES = join(import.meta.dirname, "..", "fixtures", "checks");

/** One file: a scope and a small cluster for which a check passes, or fails for one reason. */
export interface Fixture {
  /** `<check>/<file>` without the ending. */
  readonly title: string;
  readonly check: string;
  readonly expected: "pass" | "fail";
  /** What the comment `# reason:` says; a failing fixture must say it. */
  readonly reason: string | undefined;
  readonly scope: Written;
  readonly objects: readonly Written[];
}

/** An object as a person writes it. */
export interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** Paths of all files below the folder, relative to it. */
export const fixtureFiles = (): readonly string[] =>
  readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(FIXTURES.length + 1))
    .sort();

/** Reads one file. Throws an Error when it holds no scope, or more than one. */
export const readFixture = (file: string): Fixture => {
  const text = readFileSync(join(FIXTURES, file), "utf8");
  const [check = "", name = ""] = file.split("/");
  const objects = loadAll(text) as readonly Written[];
  const [scope, ...others] = objects.filter(({ kind }) => kind === "IsmsScope");
  if (scope === undefined || others.length > 0) throw new Error(`${file} needs exactly one IsmsScope`);
  return {
    title: file.replace(/\.yaml$/, ""),
    check,
    expected: name.startsWith("pass-") ? "pass" : "fail",
    reason: /^# reason: (\w+)$/m.exec(text)?.[1],
    scope,
    objects: objects.filter((object) => object !== scope),
  };
};

/** What the operator would say of the scope if the cluster held just these objects. Throws an Error when the scope is invalid. */
export const assessFixture = ({ scope, objects }: Fixture): ScopeSummary => {
  const fact = readScope({ ...scope, metadata: { uid: "scope", generation: 1, ...scope.metadata } });
  if (!fact.spec.ok) throw new Error(fact.spec.problem);
  const facts = factsOf(objects.map(stored), judgedKeys([fact]));
  const { snapshot, errors } = assess({
    facts,
    scopes: [fact],
    exceptions: [],
    checks: CHECKS,
    keepsAnnotations: (keys) => facts.keepsAnnotations(keys),
    quarantined: new Map(),
    system: DEFAULT_SYSTEM_NAMESPACES,
    previous: undefined,
    dirty: "all",
    now: NOW,
  });
  const summary = snapshot.scopes.get(fact.name);
  if (summary === undefined || errors.length > 0) throw new Error(`not assessed: ${JSON.stringify(errors)}`);
  return summary;
};

const stored = (object: Written): Manifest => {
  const { kind, metadata } = object;
  return { ...object, metadata: { uid: `${kind}/${metadata.namespace ?? ""}/${metadata.name}`, ...metadata } };
};
