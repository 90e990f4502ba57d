import { expect, it } from "vitest";
import { createRepetition } from "./repetition.ts";

it("a sentence is said once while it goes on, again after a minute, and at once when it is another one", () => {
  const clock = { at: 0 };
  const isNews = createRepetition({ now: () => clock.at });
  const heard = [
    [0, "refused"],
    [2_000, "refused"],
    [59_999, "refused"],
    [60_000, "refused"],
    [62_000, "refused"],
    [64_000, "forbidden"],
    [66_000, "refused"],
  ].map(([at, sentence]) => {
    clock.at = at as number;
    return isNews(sentence as string);
  });
  expect(heard).toEqual([true, false, false, true, false, true, true]);
});
