import { expect, it } from "vitest";
import { outline, recordSpans } from "../../tests/builders/spans.ts";
import { watchTurn } from "./turn-span.ts";

it("a phase that throws is a span that says why, within that of its turn", async () => {
  const spans = await recordSpans();
  const watch = watchTurn();
  const error = new Error("no such namespace");
  const assess = () =>
    watch.timed("assess", () => {
      throw error;
    });
  expect(assess).toThrow(error);
  watch.failed(error, () => undefined);
  expect(outline(spans)).toMatchObject([{ name: "assess", parent: "turn" }, { name: "turn" }]);
  expect(spans.map(({ status }) => status)).toEqual([
    { code: 2, message: "no such namespace" },
    { code: 2, message: "no such namespace" },
  ]);
});
