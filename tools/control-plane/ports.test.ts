import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { freePorts } from "./ports.ts";

describe("free ports", () => {
  test("are distinct, can be bound, and lie outside the range of outgoing connections", async () => {
    const ports = await freePorts(5);
    expect(new Set(ports).size).toBe(5);
    const ephemeral = "/proc/sys/net/ipv4/ip_local_port_range";
    const lowest = process.platform === "linux" ? Number(readFileSync(ephemeral, "utf8").split(/\s+/)[0]) : 49_152;
    for (const port of ports) {
      expect(port).toBeLessThan(lowest);
      const server = createServer();
      onTestFinished(() => void server.close());
      await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
    }
  });
});
