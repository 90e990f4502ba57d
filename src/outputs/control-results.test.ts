import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finding, summary, type SummaryOptions } from "../../tests/builders/snapshots.ts";
import { CHECK_IDS, type CheckId } from "../api/check-ids.generated.ts";
import { CONTROLS, type FrameworkId } from "../api/controls.ts";
import type { Tally } from "../assess/assessment.ts";
import { CHECKS } from "../checks/registry.generated.ts";
import { declaredFrameworks, frameworkResults } from "./control-results.ts";

/** A scope that judged just this, with a finding for each failure. */
const judged = (tallies: Partial<Record<CheckId, Partial<Tally>>>, more: SummaryOptions = {}) => {
  const checks = new Map(
    Object.entries(tallies).map(([id, tally]) => [id as CheckId, { pass: 0, fail: 0, unknown: 0, exempt: 0, ...tally }]),
  );
  const findings = [...checks].flatMap(([check, { fail, exempt }]) => [
    ...Array.from({ length: fail }, (_, index) => finding(`fails-${index}`, { check })),
    ...Array.from({ length: exempt }, (_, index) => finding(`exempt-${index}`, { check, verdict: "exempt" })),
  ]);
  return summary({ checks, findings, ...more });
};

const only = (...enabled: CheckId[]): SummaryOptions => ({
  spec: { rules: { checks: CHECK_IDS.filter((id) => !enabled.includes(id)).map((id) => ({ id, enabled: false })) } },
});

const controlsOf = (of: ReturnType<typeof summary>) =>
  Object.fromEntries(
    frameworkResults(of).flatMap(({ controls }) => controls.map(({ control, state, findings }) => [control.id, [state, findings]])),
  );

describe("the results of controls", () => {
  it("are those of the checks that serve them", () => {
    const of = judged({ "logging-sidecar": { pass: 3, fail: 2 }, "data-classification": { pass: 1 } });
    expect(controlsOf(of)).toMatchObject({
      "A.8.15": ["Failing", 2],
      "CC7.2": ["Failing", 2],
      "A.5.13": ["Passing", 0],
      "A.8.31": ["NotApplicable", 0],
    });
  });

  it("a control fails with one of its checks, and passes with all: unknown is never passing", () => {
    const both = only("logging-sidecar", "logging-opt-out");
    const state = (sidecar: Partial<Tally>, optOut: Partial<Tally>) =>
      controlsOf(judged({ "logging-sidecar": sidecar, "logging-opt-out": optOut }, both))["A.8.15"]?.[0];
    expect(state({ pass: 1 }, { pass: 1 })).toBe("Passing");
    expect(state({ pass: 1 }, { exempt: 1 })).toBe("Passing");
    expect(state({ pass: 1 }, { unknown: 1 })).toBe("Unknown");
    expect(state({ fail: 1 }, { unknown: 1 })).toBe("Failing");
    expect(state({}, {})).toBe("NotApplicable");
  });

  it("say nothing of a control that only checks serve which are switched off", () => {
    expect(Object.keys(controlsOf(judged({}, only("logging-sidecar"))))).toEqual(["A.8.15", "CC7.2"]);
  });

  it("count a finding once in a framework, also one that touches several of its controls", () => {
    const of = judged({ "classification-ceiling": { fail: 4, exempt: 2 } });
    const touched = CHECKS.find(({ id }) => id === "classification-ceiling")?.controls ?? [];
    for (const { findings, controls } of frameworkResults(of)) {
      expect(findings).toBe(4);
      expect(controls.filter((result) => result.findings > 0).map(({ control }) => control.id)).toEqual(
        CONTROLS.map(({ id }) => id).filter((id) => touched.includes(id) && controls.some(({ control }) => control.id === id)),
      );
    }
  });

  it("are told of the standards that the statement names, of all when it names none", () => {
    const told = (standards: FrameworkId[]) =>
      declaredFrameworks(summary({ spec: { document: { title: "Scope", standards } } })).map(({ framework }) => framework);
    expect(told([])).toEqual(["iso27001-2022", "soc2"]);
    expect(told(["soc2"])).toEqual(["soc2"]);
    expect(told(["soc2", "iso27001-2022"])).toEqual(["iso27001-2022", "soc2"]);
  });

  it("add up: whatever the verdicts, a framework has as many findings as its checks have failures, and no control more than the framework", () => {
    const tally = fc.record({ pass: fc.nat(3), fail: fc.nat(3), unknown: fc.nat(1), exempt: fc.nat(2) });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...CHECK_IDS), tally), fc.subarray([...CHECK_IDS]), (tallies, enabled) => {
        const seen = Object.fromEntries(Object.entries(tallies).filter(([id]) => enabled.some((each) => each === id)));
        for (const { framework, findings, controls } of frameworkResults(judged(seen, only(...enabled)))) {
          const serving = CHECKS.filter(
            ({ id, controls: ids }) => enabled.includes(id) && controls.some(({ control }) => ids.includes(control.id)),
          );
          expect(findings).toBe(serving.reduce((sum, { id }) => sum + (seen[id]?.fail ?? 0), 0));
          expect(controls.every((result) => result.findings <= findings && result.control.framework === framework)).toBe(true);
          expect(controls.every(({ state, findings: count }) => (state === "Failing") === count > 0)).toBe(true);
        }
      }),
    );
  });
});
