import { expect, it } from "vitest";
import { eventAction, labelsAction, statusAction } from "../../tests/scripted/actions.ts";
import type { Action } from "../outputs/action.ts";
import { initialMemory, type Plan } from "../outputs/plan.ts";
import { createHandover } from "./handover.ts";

const setUp = () => {
  const withdrawn: string[] = [];
  const handover = createHandover({ submit: () => undefined, withdraw: (keys) => void withdrawn.push(...keys) });
  return { handover, withdrawn };
};

const planOf = (...actions: readonly Action[]): Plan => ({ actions, memory: initialMemory(), changesAt: undefined, changes: [] });

it("the same planned from the same observation is no news; from another it is", () => {
  const { handover } = setUp();
  const labels = labelsAction("shop");
  expect(handover.isNews(planOf(labels))).toBe(true);
  handover.hand(planOf(labels));
  expect(handover.isNews(planOf({ ...labels }))).toBe(false);
  expect(handover.isNews(planOf({ ...labels, basis: {} }))).toBe(true);
  expect(handover.isNews(planOf())).toBe(false);
});

it("whatever is planned after somebody else planned is news", () => {
  const { handover } = setUp();
  const plan = planOf(labelsAction("shop"));
  handover.hand(plan);
  handover.forget();
  expect(handover.isNews(plan)).toBe(true);
});

it("a write that is not planned again is withdrawn, once; an event is told though the next plan does not repeat it", () => {
  const { handover, withdrawn } = setUp();
  const [labels, status] = [labelsAction("shop"), statusAction("ecometricx")];
  handover.hand(planOf(labels, status, eventAction("one")));
  handover.hand(planOf(status));
  handover.hand(planOf(status));
  expect(withdrawn).toEqual([labels.key]);
});
