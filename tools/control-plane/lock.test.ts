import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratch } from "../../tests/harness/scratch.ts";
import { withLock } from "./lock.ts";
import { identify } from "./process-identity.ts";

const quiet = (): void => {};

async function deadProcess(): Promise<string> {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const identity = identify(child.pid ?? 0);
  child.kill("SIGKILL");
  await once(child, "exit");
  return JSON.stringify(identity);
}

describe("a lock between processes", () => {
  test("one works at a time, and all get their turn", async () => {
    const path = join(scratch(), "lock");
    const inside = { now: 0, most: 0, all: 0 };
    const work = async (): Promise<void> => {
      inside.now += 1;
      inside.all += 1;
      inside.most = Math.max(inside.most, inside.now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside.now -= 1;
    };
    await Promise.all(Array.from({ length: 4 }, () => withLock(path, quiet, work)));
    expect(inside).toEqual({ now: 0, most: 1, all: 4 });
  });

  test("nothing is left when the work is done, nor when it fails", async () => {
    const folder = scratch();
    await withLock(join(folder, "lock"), quiet, async () => {});
    const failing = withLock(join(folder, "lock"), quiet, () => Promise.reject(new Error("no luck")));
    await expect(failing).rejects.toThrow("no luck");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("who waits for a living process is told which", async () => {
    const path = join(scratch(), "lock");
    const lines: string[] = [];
    const gate = Promise.withResolvers<void>();
    const tell = (line: string): void => {
      lines.push(line);
      gate.resolve();
    };
    const first = withLock(path, quiet, () => gate.promise);
    const second = withLock(path, tell, async () => {});
    await first;
    await second;
    expect(lines).toEqual([`process ${process.pid} is at the same work: waiting for it`]);
  });

  test("the lock of a process that died is broken", async () => {
    const path = join(scratch(), "lock");
    writeFileSync(path, await deadProcess());
    expect(await withLock(path, quiet, () => Promise.resolve("done"))).toBe("done");
  });

  test("the lock of a process whose number somebody else has now is broken", async () => {
    const path = join(scratch(), "lock");
    writeFileSync(path, JSON.stringify({ pid: process.pid, started: "another time" }));
    expect(await withLock(path, quiet, () => Promise.resolve("done"))).toBe("done");
  });

  test("when many processes find a dead lock at once, still one works at a time", async () => {
    const folder = scratch();
    const path = join(folder, "lock");
    writeFileSync(path, await deadProcess());
    const start = Date.now() + 1000;
    const workers = Array.from({ length: 4 }, () => {
      const args = ["--input-type=module", "--eval", WORKER, join(import.meta.dirname, "lock.ts"), path, String(start)];
      return once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
    });
    expect(await Promise.all(workers)).toEqual(workers.map(() => [0, null]));
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Waits for the given second, then makes a folder while it holds the lock: two holders cannot both make it. */
const WORKER = `
import { mkdirSync, rmdirSync } from "node:fs";
const { withLock } = await import(process.argv[1]);
const [path, start] = process.argv.slice(2);
while (Date.now() < Number(start));
await withLock(path, () => {}, async () => {
  mkdirSync(path + ".busy");
  await new Promise((resolve) => setTimeout(resolve, 20));
  rmdirSync(path + ".busy");
});
`;
