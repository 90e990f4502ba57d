import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import type { EntryEvidence, ScopeSummary, Snapshot } from "../../src/assess/assessment.ts";
import { assess } from "../../src/assess/snapshot.ts";
import { CHECKS } from "../../src/checks/registry.generated.ts";
import { FACT_KINDS } from "../../src/facts/facts.ts";
import type { FactStore } from "../../src/facts/store.ts";
import { judgedKeys } from "../../src/scope/compile.ts";
import { DEFAULT_SYSTEM_NAMESPACES } from "../../src/scope/membership.ts";
import { readScope } from "../../src/scope/read.ts";
import type { Manifest } from "./manifests.ts";
import { factsOf, NOW } from "./world.ts";

/** Folder with the checks; `<check>.yaml` beside a check holds its fixtures. */
const CHECKS_FOLDER = join(import.meta.dirname, "..", "..", "src", "checks");

/** A scope and a small cluster for which a check passes, or fails for one reason. */
export interface Fixture {
  /** `<check>/<name>`; the name begins with `pass-` or `fail-`. */
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
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

/** Checks that have a file of fixtures, by id. */
export const fixtureFiles = (): readonly string[] =>
  readdirSync(CHECKS_FOLDER)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => file.slice(0, -".yaml".length))
    .sort();

/** The fixtures of one check in the order of its file: each begins with a line `#### <name>`. Throws an Error when one holds not exactly one scope. */
export const fixturesOf = (check: string): readonly Fixture[] => {
  const [before = "", ...parts] = readFileSync(join(CHECKS_FOLDER, `${check}.yaml`), "utf8").split(/^#### /m);
  if (before.trim() !== "" || parts.length === 0)
    throw new Error(`${check}.yaml must begin with the line "#### <name>" of its first fixture`);
  return parts.map((part) => fixtureOf(check, part));
};

/** All fixtures, check by check. */
export const allFixtures = (): readonly Fixture[] => fixtureFiles().flatMap(fixturesOf);

const fixtureOf = (check: string, part: string): Fixture => {
  const [name = "", ...lines] = part.split("\n");
  const text = lines.join("\n");
  // The line between two fixtures ends the last document of the first one, and begins an empty one.
  const objects = (loadAll(text) as readonly (Written | null | undefined)[]).filter((object) => object !== null && object !== undefined);
  const [scope, ...others] = objects.filter(({ kind }) => kind === "IsmsScope");
  if (scope === undefined || others.length > 0) throw new Error(`${check}.yaml: ${name} needs exactly one IsmsScope`);
  return {
    title: `${check}/${name}`,
    check,
    expected: name.startsWith("pass-") ? "pass" : "fail",
    reason: /^# reason: (\w+)$/m.exec(text)?.[1],
    scope,
    objects: objects.filter((object) => object !== scope),
  };
};

/**
 * What the operator would say of the scope if the cluster held just these objects; `befall` is what happens to the facts before.
 * Throws an Error when the scope is invalid.
 */
export const assessFixture = (fixture: Fixture, befall?: (facts: FactStore) => void): ScopeSummary => assessed(fixture, befall).summary;

/** What the verdicts of one check say of entries of the statement. Throws as `assessFixture` does. */
export const evidenceIn = (fixture: Fixture, check: string): readonly EntryEvidence[] => {
  const { snapshot, summary } = assessed(fixture);
  const places = [...snapshot.namespaces.values(), ...snapshot.objects.values()].flatMap(({ verdicts }) => [...verdicts.values()]);
  return [summary.own, ...places].flatMap(({ evidence }) => [...evidence.values()]).filter((each) => each.check === check);
};

const assessed = (
  { scope, objects }: Fixture,
  befall?: (facts: FactStore) => void,
): { readonly snapshot: Snapshot; readonly summary: ScopeSummary } => {
  const fact = readScope({ ...scope, metadata: { uid: "scope", generation: 1, ...scope.metadata } });
  if (!fact.spec.ok) throw new Error(fact.spec.problem);
  const facts = factsOf(objects.map(stored), judgedKeys([fact]));
  befall?.(facts);
  const { snapshot, errors } = assess({
    facts,
    scopes: [fact],
    exceptions: [],
    exceptionsRead: true,
    checks: CHECKS,
    keepsAnnotations: (keys) => facts.keepsAnnotations(keys),
    quarantined: new Map(FACT_KINDS.map((kind) => [kind, facts.quarantinedObjects(kind).length])),
    system: DEFAULT_SYSTEM_NAMESPACES,
    previous: undefined,
    dirty: "all",
    dirtyObjects: new Set(),
    now: NOW,
  });
  const summary = snapshot.scopes.get(fact.name);
  if (summary === undefined || errors.length > 0) throw new Error(`not assessed: ${JSON.stringify(errors)}`);
  return { snapshot, summary };
};

/** As the API server keeps it: with a uid, and a Namespace with the label that has its name. */
const stored = (object: Written): Manifest => {
  const { kind, metadata } = object;
  const labels = kind === "Namespace" ? { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name } : metadata.labels;
  const uid = `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;
  return { ...object, metadata: { uid, ...metadata, ...(labels && { labels }) } };
};
