import { describe, expect, it } from "vitest";
import { CHECK_IDS } from "../../src/api/check-ids.generated.ts";
import { CHECKS } from "../../src/checks/registry.generated.ts";
import { allFixtures, assessFixture, evidenceIn, type Fixture } from "../builders/fixtures.ts";

const fixtures = allFixtures();

const verdictsOf = (fixture: Fixture) => {
  const check = CHECK_IDS.find((id) => id === fixture.check);
  const summary = assessFixture(fixture);
  return {
    tally: check && summary.checks.get(check),
    findings: summary.findings.filter((finding) => finding.check === check),
  };
};

describe.each(fixtures.filter(({ expected }) => expected === "pass"))("$title", (fixture) => {
  it("passes, and nothing of it fails or stays unknown", () => {
    const { tally, findings } = verdictsOf(fixture);
    expect(findings).toEqual([]);
    expect(tally).toMatchObject({ fail: 0, unknown: 0, exempt: 0 });
    expect(tally?.pass).toBeGreaterThan(0);
  });
});

describe.each(fixtures.filter(({ expected }) => expected === "fail"))("$title", (fixture) => {
  it("has one finding, for the reason that the file says", () => {
    const { tally, findings } = verdictsOf(fixture);
    expect(findings.map(({ reason }) => reason)).toEqual([fixture.reason]);
    expect(tally).toMatchObject({ fail: 1, unknown: 0 });
  });

  it("says in one sentence what is wrong and how to mend it, within the bounds of a status", () => {
    for (const { message } of verdictsOf(fixture).findings) {
      expect(message).toMatch(/^[^\n]+: [^\n]+\.$/);
      expect(message.length).toBeLessThanOrEqual(1024);
    }
  });
});

describe.each(CHECKS.map(({ id, about }) => [id, about ?? []] as const))("the verdicts of %s", (id, about) => {
  it("name entries of the lists that the check says, of each in some fixture", () => {
    // What is about an entry that is judged itself is told by the engine.
    const own = new Set(["Environment", "Component", "Exclusion", "Quantity", "Objective", "Alert"]);
    const named = fixtures.flatMap((fixture) => evidenceIn(fixture, id)).filter(({ kind }) => !own.has(kind));
    expect([...new Set(named.map(({ entry }) => entry.slice(0, entry.indexOf("/"))))].sort()).toEqual([...about].sort());
  });
});

it("each fixture is a scope of its own, and says a reason if and only if it fails", () => {
  const names = fixtures.map(({ scope }) => scope.metadata.name);
  expect(new Set(names).size).toBe(fixtures.length);
  expect(fixtures.filter(({ expected, reason }) => (expected === "fail") !== (reason !== undefined))).toEqual([]);
});
