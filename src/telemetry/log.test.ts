import { describe, expect, it } from "vitest";
import { createLogs, type LogOptions } from "./log.ts";

const capture = (level: LogOptions["level"] = "info") => {
  const lines: string[] = [];
  const logs = createLogs({ level, destination: { write: (line) => void lines.push(line) } });
  return { log: logs("turn"), lines, last: () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown> };
};

describe("the log", () => {
  it("a line is one JSON object with controller-runtime's keys", () => {
    const { log, lines, last } = capture();
    log.info({ namespace: "prod" }, "labelled");
    expect(lines).toHaveLength(1);
    expect(Object.keys(last())).toEqual(["level", "ts", "logger", "namespace", "msg"]);
    expect(last()).toMatchObject({ level: "info", logger: "turn", namespace: "prod", msg: "labelled" });
    expect(last()["ts"]).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  });

  it("a line below the level is not written", () => {
    const { log, lines } = capture("warn");
    log.info("quiet");
    log.warn("loud");
    expect(lines).toHaveLength(1);
  });

  it("an error is its message and those of its causes, under the key error", () => {
    const { log, last } = capture();
    log.error({ error: new Error("cannot list pods", { cause: new Error("socket closed") }) }, "watch failed");
    expect(last()).toMatchObject({ level: "error", error: "cannot list pods: socket closed", msg: "watch failed" });
    expect(last()).not.toHaveProperty("stacktrace");
  });

  it("a cause that the message tells already is not told twice", () => {
    const { log, last } = capture();
    log.error({ error: new Error("cannot list: socket closed", { cause: new Error("socket closed") }) }, "watch failed");
    expect(last()["error"]).toBe("cannot list: socket closed");
  });

  it("at level debug an error brings its stack", () => {
    const { log, last } = capture("debug");
    log.error({ error: new Error("boom") }, "failed");
    expect(last()["stacktrace"]).toContain("log.test.ts");
  });

  it("credentials in a logged object are not written", () => {
    const { log, lines } = capture();
    log.info(
      { request: { headers: { authorization: "Bearer s3cret" } }, token: "s3cret", user: { "client-key-data": "s3cret" } },
      "request",
    );
    expect(lines[0]).not.toContain("s3cret");
    expect(lines[0]).toContain("[redacted]");
  });
});
