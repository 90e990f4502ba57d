import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { manifests } from "../../tests/builders/arbitrary-clusters.ts";
import { exceptionSpec, scopeSpec } from "../../tests/builders/arbitrary-scopes.ts";
import type { Manifest } from "../../tests/builders/manifests.ts";
import { exceptionFact } from "../../tests/builders/exceptions.ts";
import { scopeFacts, turnOf } from "../../tests/builders/turns.ts";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import type { Check, SubjectType } from "../checks/check.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import type { ExceptionFact, ScopeFact } from "../scope/compiled.ts";
import type { ScopeVerdicts } from "./assessment.ts";
import { OWN_KINDS } from "./own-kinds.ts";
import type { AssessmentResult } from "./snapshot.ts";

/** Random clusters of all kinds under random scopes, over several turns. */

interface Given {
  readonly manifests: readonly Manifest[];
  readonly scopes: readonly ScopeFact[];
  readonly exceptions: readonly ExceptionFact[];
  /** Kinds that cannot be read. */
  readonly forbidden: readonly FactKind[];
  readonly now: number;
}

const START = Date.parse("2026-06-15T11:59:59Z");

const given: fc.Arbitrary<Given> = fc
  .record({
    manifests,
    acme: scopeSpec,
    beta: fc.option(scopeSpec, { nil: undefined }),
    exceptions: fc.array(exceptionSpec(["acme", "beta"]), { maxLength: 3 }),
    forbidden: fc.oneof(
      { weight: 4, arbitrary: fc.constant<FactKind[]>([]) },
      { weight: 1, arbitrary: fc.constantFrom(...FACT_KINDS).map((kind) => [kind]) },
    ),
    now: fc.constantFrom(0, 1_000, 2_000, 10 * 86_400_000).map((after) => START + after),
  })
  .map(({ acme, beta, exceptions, ...rest }) => ({
    ...rest,
    scopes: scopeFacts(beta === undefined ? { acme } : { acme, beta }, { uid: JSON.stringify([acme, beta]) }),
    exceptions: exceptions.map((spec, place) => exceptionFact(`${place}`, spec)),
  }));

const storeOf = ({ manifests: objects, forbidden }: Given) => {
  const cluster = FactCluster.of(...objects);
  for (const kind of forbidden) cluster.store.setCoverage(kind, { state: "Forbidden", message: "no" }, new Set());
  return cluster.store;
};

/** Tells the store what became of the objects, one event each: what is gone, then what is new or different. */
const carryOver = (cluster: FactCluster, before: readonly Manifest[], after: readonly Manifest[]): void => {
  const known = new Map(before.map((object) => [object.metadata.uid, JSON.stringify(object)]));
  const left = new Set(after.map(({ metadata }) => metadata.uid));
  cluster.remove(...before.filter(({ metadata }) => !left.has(metadata.uid)));
  cluster.apply(...after.filter((object) => known.get(object.metadata.uid) !== JSON.stringify(object)));
};

/** What a turn says, without what counts turns, in an order of its own. */
const told = ({ snapshot }: AssessmentResult) => ({
  namespaces: Object.fromEntries(snapshot.namespaces),
  objects: Object.fromEntries(snapshot.objects),
  changesAt: snapshot.changesAt,
  scopes: [...snapshot.scopes.values()].map(({ scope, ...summary }) => ({ ...summary, digest: scope.digest })),
});

const throwing: Check = {
  ...(CHECKS[0] as Check),
  id: "namespace-labels",
  appliesTo: Object.keys(OWN_KINDS) as SubjectType[],
  evaluate: () => {
    throw new Error("a bug");
  },
};

/** Verdicts of every place and of the statement. */
const verdictsOf = ({ snapshot }: AssessmentResult, scope: string): readonly ScopeVerdicts[] => {
  const places = [...snapshot.namespaces.values(), ...snapshot.objects.values()];
  const own = snapshot.scopes.get(scope)?.own;
  return [...places.map(({ verdicts }) => verdicts.get(scope)), own].filter((verdicts) => verdicts !== undefined);
};

const addsUp = (turn: AssessmentResult): void => {
  for (const [name, { findings, total, checks, statements, statementResults }] of turn.snapshot.scopes) {
    const verdicts = findings.map(({ verdict }) => verdict);
    expect([verdicts.filter((verdict) => verdict === "fail").length, verdicts.length]).toEqual([total.fail, total.fail + total.exempt]);
    const tallies = verdictsOf(turn, name).flatMap((place) => [...place.tallies.values()]);
    for (const verdict of ["pass", "fail", "unknown", "exempt"] as const) {
      const sums = [[...checks.values()], tallies].map((list) => list.reduce((sum, tally) => sum + tally[verdict], 0));
      expect(sums, verdict).toEqual([total[verdict], total[verdict]]);
    }
    expect(Object.values(statements).reduce((sum, count) => sum + count, 0)).toBe(statementResults.length);
  }
};

describe("turns over random clusters", () => {
  test("taken one after another, each of what the store says has changed, say what one turn over the last cluster says", () => {
    fc.assert(
      fc.property(fc.array(given, { minLength: 2, maxLength: 4 }), fc.boolean(), (steps, sameScopes) => {
        const cluster = FactCluster.of();
        let previous: AssessmentResult | undefined;
        let before: Given | undefined;
        for (const step of steps) {
          const declared = sameScopes && before !== undefined ? before : step;
          const { scopes, exceptions, forbidden } = declared;
          const now = Math.max(step.now, before?.now ?? 0);
          const current: Given = { scopes, exceptions, forbidden, now, manifests: step.manifests };
          carryOver(cluster, before?.manifests ?? [], current.manifests);
          for (const kind of FACT_KINDS) {
            const coverage = forbidden.includes(kind) ? ({ state: "Forbidden", message: "no" } as const) : ({ state: "Synced" } as const);
            cluster.store.setCoverage(kind, coverage, cluster.projection.annotationKeys);
          }
          const { namespaces, objects, cluster: all } = cluster.store.takeChanges();
          const shared = { scopes, exceptions, checks: CHECKS, now, keepsAnnotations: () => true };
          const turn = turnOf({ ...shared, facts: cluster.store, dirty: all ? "all" : namespaces, dirtyObjects: objects, previous });
          expect(told(turn)).toEqual(told(turnOf({ ...shared, facts: storeOf(current) })));
          previous = turn;
          before = current;
        }
      }),
      { numRuns: 60 },
    );
  });

  test("never throw, and no check does; verdicts of all places add up to those of the scope", () => {
    fc.assert(
      fc.property(given, (all) => {
        const turn = turnOf({ scopes: all.scopes, exceptions: all.exceptions, facts: storeOf(all), checks: CHECKS, now: all.now });
        expect(turn.errors).toEqual([]);
        addsUp(turn);
        expect(turn.snapshot.changesAt ?? Infinity).toBeGreaterThan(all.now);
      }),
      { numRuns: 100 },
    );
  });

  test("go on with a check that throws, about whatever subject", () => {
    fc.assert(
      fc.property(given, (all) => {
        const checks = [...CHECKS, throwing];
        const turn = turnOf({ scopes: all.scopes, exceptions: all.exceptions, facts: storeOf(all), checks, now: all.now });
        expect(turn.errors.every(({ message }) => message === "a bug")).toBe(true);
        addsUp(turn);
      }),
      { numRuns: 60 },
    );
  });
});
