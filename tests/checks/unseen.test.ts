import { expect, test } from "vitest";
import { OWN_KINDS } from "../../src/assess/own-kinds.ts";
import { CHECKS } from "../../src/checks/registry.generated.ts";
import type { Check } from "../../src/checks/check.ts";
import type { FactKind } from "../../src/facts/facts.ts";
import type { FactStore } from "../../src/facts/store.ts";
import { allFixtures, assessFixture, type Fixture } from "../builders/fixtures.ts";

/** Whoever has not seen all that a check asks for passes nothing and verifies nothing, whatever the rest of the cluster shows. */

const needsOf = (check: Check, fixture: Fixture): readonly FactKind[] => check.needsUnder?.(assessFixture(fixture).scope) ?? check.needs;

/** Kinds of which the verdict about every subject of the check is made. */
const kindsOf = (check: Check, fixture: Fixture): readonly FactKind[] => {
  const [first = [], ...others] = check.appliesTo.map((type) => OWN_KINDS[type]);
  const own = first.filter((kind) => others.every((kinds) => kinds.includes(kind)));
  return [...new Set([...own, ...needsOf(check, fixture)])];
};

const cases = allFixtures()
  .filter(({ expected }) => expected === "pass")
  .flatMap((fixture) => {
    const check = CHECKS.find(({ id }) => id === fixture.check);
    return check === undefined ? [] : kindsOf(check, fixture).map((kind) => ({ title: fixture.title, fixture, check, kind }));
  });

const passesNothing = ({ fixture, check }: (typeof cases)[number], befall: (facts: FactStore) => void): void => {
  const { checks, statementResults } = assessFixture(fixture, befall);
  expect(checks.get(check.id)?.pass ?? 0).toBe(0);
  const verified = statementResults.filter(
    ({ state, evidence }) => state === "verified" && evidence.some(({ check: by }) => by === check.id),
  );
  // A standard is served by whatever else serves it.
  expect(verified.filter(({ path }) => path !== "document.standards")).toEqual([]);
};

/** A Namespace that is set aside is none of those that are judged, but where a check looks for it; a binding of the cluster has no Role. */
const isElsewhere = ({ check, kind, fixture }: (typeof cases)[number]): boolean =>
  (kind === "Namespace" && !needsOf(check, fixture).includes(kind)) ||
  (kind === "Role" && fixture.objects.some((object) => object.kind === "ClusterRoleBinding"));

test.each(cases)("$title, where a $kind cannot be read, passes nothing and verifies nothing", (given) => {
  passesNothing(given, (facts) => facts.setCoverage(given.kind, { state: "Forbidden", message: "no" }, new Set()));
});

test.each(cases.filter((given) => !isElsewhere(given)))("$title, where a $kind is set aside in each namespace, likewise", (given) => {
  const { kind, fixture } = given;
  passesNothing(given, (facts) => {
    const places = fixture.objects.filter((object) => object.kind === "Namespace").map(({ metadata }) => metadata.name);
    for (const place of places) {
      const [namespace, name] = kind === "Namespace" ? [undefined, `${place}-odd`] : [place, "odd"];
      facts.sink(kind).quarantine(`odd-${place}`, namespace, name, new Error("it cannot be read"));
    }
  });
});
