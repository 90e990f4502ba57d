import { expect } from "vitest";
import { CHECK_IDS } from "../../src/api/check-ids.generated.ts";
import { CONDITION_REASONS, CONDITION_TYPES } from "../../src/api/conditions.ts";
import { MAX_STATUS_FINDINGS, scopeStatusSchema, type ScopeStatus } from "../../src/api/status.ts";

/** What a status was planned from. */
export interface StatusCase {
  readonly status: ScopeStatus;
  readonly observed: ScopeStatus;
  readonly generation: number;
  /** Instant of the turn, as the status would write it. */
  readonly now: string;
}

type Rule = (status: StatusCase) => void;

/** The rules that every status keeps; each test of a status runs them all. */
export const STATUS_RULES: readonly (readonly [rule: string, holds: Rule])[] = [
  ["1. it is what the schema of the API allows", ({ status }) => expect(scopeStatusSchema.parse(status)).toEqual(status)],
  [
    "2. it says of which generation it speaks, in every condition as well",
    ({ status, generation }) => {
      expect(status.observedGeneration).toBe(generation);
      for (const condition of status.conditions ?? []) expect(condition.observedGeneration).toBe(generation);
    },
  ],
  [
    "3. every condition is there once, in the order of the API; of a spec that cannot be used only Ready",
    ({ status }) => {
      const types = status.conditions?.map(({ type }) => type);
      expect(types).toEqual(status.conditions?.[0]?.reason === "InvalidSpec" ? ["Ready"] : CONDITION_TYPES);
    },
  ],
  [
    "4. a reason is one of its condition's, a message is a sentence",
    ({ status }) => {
      for (const { type, reason, message } of status.conditions ?? []) {
        expect(CONDITION_REASONS[type]).toContain(reason);
        expect(message).toMatch(/^[A-Z0-9].+/);
      }
    },
  ],
  [
    "5. the time of a condition moves when its status does, and only then",
    ({ status, observed, now }) => {
      for (const { type, status: holds, lastTransitionTime } of status.conditions ?? []) {
        const before = observed.conditions?.find((condition) => condition.type === type);
        expect(lastTransitionTime).toBe(before?.status === holds ? before.lastTransitionTime : now);
      }
    },
  ],
  [
    "6. the time of a check moves when its state does, and only then",
    ({ status, observed, now }) => {
      for (const { id, state, lastTransitionTime } of status.checks ?? []) {
        const before = observed.checks?.find((check) => check.id === id);
        expect(lastTransitionTime).toBe(before?.state === state ? before.lastTransitionTime : now);
      }
    },
  ],
  [
    "7. checks are listed once, sorted by id",
    ({ status }) => {
      const ids = (status.checks ?? []).map(({ id }) => id);
      expect(ids).toEqual(CHECK_IDS.filter((id) => ids.includes(id)));
    },
  ],
  [
    "8. findings are bounded, and those left out are counted",
    ({ status }) => {
      expect(status.findings?.length ?? 0).toBeLessThanOrEqual(MAX_STATUS_FINDINGS);
      if ((status.findingsOmitted ?? 0) > 0) expect(status.findings).toHaveLength(MAX_STATUS_FINDINGS);
    },
  ],
  [
    "9. the score has one decimal, is 100.0 only without a failure, and is absent when nothing was evaluated",
    ({ status: { results } }) => {
      if (!results) return;
      expect(results.score === undefined).toBe(results.pass + results.fail === 0);
      if (results.score !== undefined) expect(results.score).toMatch(/^\d{1,3}\.\d$/);
      if (results.score === "100.0") expect(results.fail).toBe(0);
    },
  ],
  [
    "10. what it says of a framework adds up, and the controls that fail are named",
    ({ status }) => {
      for (const { controls, passing, failing, unknown, findings, failingControls } of status.frameworks ?? []) {
        expect(passing + failing + unknown).toBeLessThanOrEqual(controls);
        expect(failingControls).toHaveLength(failing);
        expect(findings > 0).toBe(failing > 0);
      }
    },
  ],
  ["11. it is bounded: far below what the API server takes", ({ status }) => expect(JSON.stringify(status).length).toBeLessThan(100_000)],
];

/** Runs every rule. */
export const keepsTheRules = (status: StatusCase): void => {
  for (const [, holds] of STATUS_RULES) holds(status);
};
