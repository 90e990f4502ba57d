import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exceptionSpec, NAMESPACE_NAMES, scopeSpec } from "../../tests/builders/arbitrary-scopes.ts";
import { namespace, pod, volumeClaim, workload, type Manifest } from "../../tests/builders/manifests.ts";
import { scopeFacts, turnOf } from "../../tests/builders/turns.ts";
import { factsOf } from "../../tests/builders/world.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import type { Check, SubjectType } from "../checks/check.ts";
import type { ExceptionFact, ScopeFact } from "../scope/compiled.ts";
import type { AssessmentResult } from "./snapshot.ts";

/** Random clusters under random scopes, over several turns. */

interface Cluster {
  readonly manifests: readonly Manifest[];
  readonly scopes: readonly ScopeFact[];
  readonly exceptions: readonly ExceptionFact[];
  /** Kinds that cannot be read, and namespaces in which a pod was set aside. */
  readonly forbidden: readonly ("Node" | "Pod" | "CronJob" | "PersistentVolumeClaim")[];
  readonly now: number;
}

const START = Date.parse("2026-06-15T11:59:59Z");
const marks = fc.record(
  {
    labels: fc.constantFrom<Record<string, string>>({ app: "web" }, { app: "db" }),
    annotations: fc.constantFrom<Record<string, string>>(
      { "data-classification": "Internal" },
      { "data-classification": "restricted", "isms-scope.io/information-assets": "customer-data,pan" },
    ),
  },
  { requiredKeys: [] },
);
const place = fc.constantFrom(...NAMESPACE_NAMES);
const content: fc.Arbitrary<Manifest> = fc.oneof(
  fc
    .tuple(fc.constantFrom("Deployment" as const, "CronJob" as const, "DaemonSet" as const), place, fc.constantFrom("web", "job-1"), marks)
    .map(([kind, inside, name, given]) => workload(kind, inside, name, given)),
  fc
    .tuple(place, fc.constantFrom("web", "pod-2"), marks)
    .map(([inside, name, given]) => pod(inside, name, { ...given, claims: ["data"], node: "n1" })),
  fc.tuple(place, marks).map(([inside, given]) => volumeClaim(inside, "data", given)),
);
const space: fc.Arbitrary<Manifest> = fc
  .tuple(place, fc.constantFrom<Record<string, string>>({}, { env: "dev" }, { env: "prod" }))
  .map(([name, labels]) => namespace(name, { labels }));

const uidOf = ({ metadata }: Manifest): string => metadata.uid;
const manifests = fc
  .tuple(fc.uniqueArray(space, { selector: uidOf, maxLength: 5 }), fc.uniqueArray(content, { selector: uidOf, maxLength: 8 }))
  .map((lists) => lists.flat());

const cluster: fc.Arbitrary<Cluster> = fc
  .record({
    manifests,
    acme: scopeSpec,
    beta: fc.option(scopeSpec, { nil: undefined }),
    exceptions: fc.array(exceptionSpec(["acme", "beta"]), { maxLength: 3 }),
    forbidden: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      fc.subarray(["Node", "Pod", "CronJob", "PersistentVolumeClaim"] as const, { maxLength: 1 }),
    ),
    now: fc.constantFrom(0, 1_000, 2_000, 10 * 86_400_000).map((after) => START + after),
  })
  .map(({ acme, beta, exceptions, forbidden, ...rest }) => ({
    ...rest,
    forbidden: [...forbidden],
    scopes: scopeFacts(beta === undefined ? { acme } : { acme, beta }, { uid: JSON.stringify([acme, beta]) }),
    exceptions: exceptions.map((spec, place) => ({ uid: `${place}`, name: `${place}`, spec })),
  }));

const factsIn = ({ manifests, forbidden }: Cluster) => {
  const facts = factsOf(manifests);
  for (const kind of forbidden) facts.setCoverage(kind, { state: "Forbidden", message: "no" }, new Set());
  return facts;
};

const namespaceOf = ({ kind, metadata }: Manifest): string => (kind === "Namespace" ? metadata.name : (metadata.namespace ?? ""));

/** The namespaces in which the two clusters differ, as the fact store would tell. */
const differences = (a: Cluster, b: Cluster): ReadonlySet<string> => {
  const texts = ({ manifests }: Cluster) => new Map(manifests.map((manifest) => [JSON.stringify(manifest), namespaceOf(manifest)]));
  const [before, after] = [texts(a), texts(b)];
  return new Set([...before, ...after].filter(([text]) => !before.has(text) || !after.has(text)).map(([, name]) => name));
};

/** What a turn says, without what counts turns, in an order of its own. */
const told = ({ snapshot }: AssessmentResult) => ({
  namespaces: Object.fromEntries(snapshot.namespaces),
  changesAt: snapshot.changesAt,
  scopes: [...snapshot.scopes.values()].map(({ scope, own, ...summary }) => ({ ...summary, digest: scope.digest, own: own.tallies })),
});

const throwing: Check = {
  ...(CHECKS[0] as Check),
  id: "namespace-labels",
  appliesTo: ["Namespace", "Workload", "Scope", "Component"] satisfies SubjectType[],
  evaluate: () => {
    throw new Error("a bug");
  },
};

describe("turns over random clusters", () => {
  test("taken one after another say what one turn over the last cluster says", () => {
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 4 }), fc.boolean(), (clusters, sameScopes) => {
        let previous: AssessmentResult | undefined;
        let before: Cluster | undefined;
        for (const given of clusters) {
          const now = Math.max(given.now, before?.now ?? 0);
          const declared = sameScopes && before !== undefined ? before : given;
          const current = { ...given, now, scopes: declared.scopes, exceptions: declared.exceptions, forbidden: declared.forbidden };
          const facts = factsIn(current);
          const shared = { scopes: current.scopes, exceptions: current.exceptions, facts, checks: CHECKS, now };
          const dirty = before === undefined ? "all" : differences(before, current);
          const turn = turnOf({ ...shared, dirty, previous });
          expect(told(turn)).toEqual(told(turnOf(shared)));
          previous = turn;
          before = current;
        }
      }),
      { numRuns: 25 },
    );
  });

  test("never throw, also with a check that does; tallies add up to findings and totals", () => {
    fc.assert(
      fc.property(cluster, (given) => {
        const turn = turnOf({
          scopes: given.scopes,
          exceptions: given.exceptions,
          facts: factsIn(given),
          checks: [...CHECKS, throwing],
          now: given.now,
        });
        for (const { findings, total, checks } of turn.snapshot.scopes.values()) {
          const verdicts = findings.map(({ verdict }) => verdict);
          expect([verdicts.filter((verdict) => verdict === "fail").length, verdicts.length]).toEqual([
            total.fail,
            total.fail + total.exempt,
          ]);
          const unknown = [...checks.values()].reduce((sum, tally) => sum + tally.unknown, 0);
          expect(unknown).toBe(total.unknown);
        }
        expect(turn.errors.every(({ message }) => message === "a bug")).toBe(true);
        expect(turn.snapshot.changesAt ?? Infinity).toBeGreaterThan(given.now);
      }),
      { numRuns: 40 },
    );
  });
});
