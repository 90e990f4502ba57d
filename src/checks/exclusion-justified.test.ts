import { expect, it } from "vitest";
import { judgeStatement, NOW, scopeOf } from "../../tests/builders/world.ts";
import { check } from "./exclusion-justified.ts";

const EXPIRES = "2026-06-15T14:00:00+02:00";
const judge = (exclusion: { justification?: string; expires?: string }, now = NOW) => {
  const exclusions = [{ name: "Customer systems", ...exclusion }];
  const [entry] = scopeOf({ exclusions }).spec.exclusions;
  if (entry === undefined) throw new Error("no entry");
  return judgeStatement(check, { type: "Exclusion", entry }, { exclusions }, now);
};

it("an exclusion with a justification passes for good", () => {
  expect(judge({ justification: "Customer responsibility" })).toEqual({ verdict: "pass" });
});

it("an exclusion without a justification, or with an empty one, is a finding", () => {
  expect(judge({})).toMatchObject({ reason: "NotJustified", message: expect.stringContaining('"Customer systems"') });
  expect(judge({ justification: "  " })).toMatchObject({ reason: "NotJustified" });
});

it("an exclusion expires at its second, and says beforehand when", () => {
  const until = Date.parse(EXPIRES);
  expect(judge({ justification: "Theirs", expires: EXPIRES }, until - 1)).toEqual({ verdict: "pass", changesAt: until });
  expect(judge({ justification: "Theirs", expires: EXPIRES }, until)).toMatchObject({
    verdict: "fail",
    reason: "Expired",
    message: `Exclusion "Customer systems" expired on ${EXPIRES}: review it and set a later date, or remove it.`,
  });
  expect(judge({ justification: "Theirs", expires: EXPIRES }, until)).not.toHaveProperty("changesAt");
});

it("an exclusion that is not justified still announces when it expires", () => {
  expect(judge({ expires: EXPIRES }, Date.parse(EXPIRES) - 1)).toMatchObject({ reason: "NotJustified", changesAt: Date.parse(EXPIRES) });
});
