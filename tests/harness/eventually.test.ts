import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.ts";

describe("eventually", () => {
  test("tries until there is a value, past errors, false and undefined", async () => {
    const answers = [
      () => undefined,
      () => false,
      () => {
        throw new Error("not yet");
      },
      () => "there",
    ];
    expect(await eventually(() => answers.shift()?.(), { interval: 1 })).toBe("there");
    expect(answers).toEqual([]);
  });

  test("a falsy value that is not false or undefined is a value", async () => {
    expect(await eventually(() => 0)).toBe(0);
    expect(await eventually(() => null)).toBe(null);
  });

  test("throws the last error when the time is over", async () => {
    let tries = 0;
    const failing = (): never => {
      tries += 1;
      throw new Error(`try ${tries}`);
    };
    await expect(eventually(failing, { timeout: 20, interval: 1 })).rejects.toThrow(/^try \d+$/);
    expect(tries).toBeGreaterThan(1);
  });

  test("throws that it did not happen when there was no error", async () => {
    await expect(eventually(() => false, { timeout: 5, interval: 1 })).rejects.toThrow("did not happen within 5 ms");
  });
});
