import type { Writer } from "../cluster/writer.ts";
import type { Plan } from "../outputs/plan.ts";

/** Plans on their way to the writer. */
export interface Handover {
  /** Whether the plan asks for anything that the one before did not. */
  isNews(plan: Plan): boolean;
  /** Submits the plan's actions. What it no longer holds is as it should be: a write of it that still waits would say what was true before. */
  hand(plan: Plan): void;
  /** Somebody else plans now: whatever is planned here next is news. */
  forget(): void;
}

export function createHandover(writer: Pick<Writer, "submit" | "withdraw">): Handover {
  /** What was observed when each action of the last plan was planned, by key. */
  let planned: ReadonlyMap<string, object> = new Map();
  let lasting: ReadonlySet<string> = new Set();
  return {
    isNews: ({ actions }) => actions.some(({ key, basis }) => planned.get(key) !== basis),
    hand: ({ actions }) => {
      const keys = new Set(actions.filter(({ type }) => type !== "Event").map(({ key }) => key));
      writer.withdraw(lasting.difference(keys));
      writer.submit(actions);
      planned = new Map(actions.map(({ key, basis }) => [key, basis]));
      lasting = keys;
    },
    forget() {
      planned = new Map();
    },
  };
}
