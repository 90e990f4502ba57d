import { expect, it } from "vitest";
import { complaints } from "./sdk.ts";

it("what the SDK complains of is one sentence a minute, with how often it was so", () => {
  const told: unknown[] = [];
  let now = 0;
  const log = { warn: (...args: unknown[]) => void told.push(args) } as Parameters<typeof complaints>[0];
  const { error, warn, info }: Record<"error" | "warn" | "info", (message: string) => void> = complaints(log, () => now);
  error(JSON.stringify({ stack: "Error: …", message: "connect ECONNREFUSED 127.0.0.1:4318", code: "ECONNREFUSED" }));
  warn("another");
  info("never mind");
  now = 59_999;
  error("again");
  now = 60_000;
  error("and again");
  expect(told).toEqual([
    [{ problem: "connect ECONNREFUSED 127.0.0.1:4318", times: 1 }, "traces are lost"],
    [{ problem: "and again", times: 3 }, "traces are lost"],
  ]);
});
