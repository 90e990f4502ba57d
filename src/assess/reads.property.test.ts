import fc from "fast-check";
import { expect, test } from "vitest";
import { manifests } from "../../tests/builders/arbitrary-clusters.ts";
import { scopeSpec } from "../../tests/builders/arbitrary-scopes.ts";
import type { Manifest } from "../../tests/builders/manifests.ts";
import { scopeFacts, summaryOf, turnOf, type Specs } from "../../tests/builders/turns.ts";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import type { Check } from "../checks/check.ts";
import { FACT_KINDS, type FactKind } from "../facts/facts.ts";
import { OWN_KINDS } from "./own-kinds.ts";

/** Entries that count something read what the entry says; the engine knows these kinds. */
const JUDGING = CHECKS.filter(({ appliesTo }) => !appliesTo.some((type) => type === "Quantity" || type === "Objective"));

const isRead = ({ appliesTo, needs }: Check, kind: FactKind): boolean =>
  needs.includes(kind) || appliesTo.some((type) => OWN_KINDS[type].includes(kind));

const verdicts = (spec: Specs[string], objects: readonly Manifest[]) => {
  const { store } = FactCluster.of(...objects);
  const { checks, findings } = summaryOf(turnOf({ scopes: scopeFacts({ acme: spec }), facts: store, checks: JUDGING }));
  return { checks, findings };
};

test("a check reads no kind that it does not name: it says the same of a cluster without objects of that kind", () => {
  fc.assert(
    fc.property(scopeSpec, manifests, fc.constantFrom(...FACT_KINDS), (spec, objects, kind) => {
      const all = verdicts(spec, objects);
      const without = verdicts(
        spec,
        objects.filter((object) => object.kind !== kind),
      );
      for (const check of JUDGING.filter((each) => !isRead(each, kind))) {
        expect([check.id, without.checks.get(check.id)]).toEqual([check.id, all.checks.get(check.id)]);
        const ofCheck = ({ findings }: typeof all) => findings.filter((finding) => finding.check === check.id);
        expect(ofCheck(without)).toEqual(ofCheck(all));
      }
    }),
    { numRuns: 150 },
  );
});
