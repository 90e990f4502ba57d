import { describe, expect, it } from "vitest";
import { moment, until } from "../../tests/scripted/server.ts";
import { exponential, WorkQueue, type QueueOptions } from "./queue.ts";

/** A queue whose work ends when the test says so. */
const manual = (options: Partial<QueueOptions> = {}) => {
  const log: string[] = [];
  const running = new Map<string, { resolve: (again?: number) => void; reject: (error: unknown) => void }>();
  const queue = new WorkQueue({
    work(key) {
      log.push(key);
      if (running.has(key)) {
        throw new Error(`${key} is worked on twice at once`);
      }
      const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
      const end =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          running.delete(key);
          settle(value);
        };
      running.set(key, { resolve: end(resolve), reject: end(reject) });
      return promise;
    },
    backoff: () => 1,
    ...options,
  });
  return { queue, log, running };
};
const runs = (rig: ReturnType<typeof manual>, count: number) => until(`${count} runs began`, () => rig.log.length >= count);

describe("a work queue", () => {
  it("takes a key once, however often it is added, first in first out", async () => {
    const rig = manual({ workers: 1 });
    for (const key of ["a", "b", "a", "c", "b"]) {
      rig.queue.add(key);
    }
    expect(rig.queue.depth).toBe(3);
    for (const [index, key] of ["a", "b", "c"].entries()) {
      await runs(rig, index + 1);
      rig.running.get(key)?.resolve();
    }
    await until("it is empty", () => rig.queue.empty);
    expect(rig.log).toEqual(["a", "b", "c"]);
  });

  it("never works on a key twice at once, and does not lose one that is added meanwhile", async () => {
    const rig = manual({ workers: 4 });
    rig.queue.add("a");
    await runs(rig, 1);
    rig.queue.add("a");
    rig.queue.add("a");
    rig.queue.add("b");
    await runs(rig, 2);
    expect(rig.log).toEqual(["a", "b"]);
    rig.running.get("a")?.resolve();
    await runs(rig, 3);
    rig.running.get("a")?.resolve();
    rig.running.get("b")?.resolve();
    await until("it is empty", () => rig.queue.empty);
    expect(rig.log).toEqual(["a", "b", "a"]);
  });

  it("works on as many keys at once as it has workers", async () => {
    const rig = manual({ workers: 2 });
    for (const key of ["a", "b", "c"]) {
      rig.queue.add(key);
    }
    await runs(rig, 2);
    expect([...rig.running.keys()]).toEqual(["a", "b"]);
    expect(rig.queue.depth).toBe(1);
    rig.running.get("b")?.resolve();
    await runs(rig, 3);
    expect([...rig.running.keys()]).toEqual(["a", "c"]);
  });

  it("tries a failed key again after its own pause, counts failures in a row, and forgets them on success", async () => {
    const pauses: number[] = [];
    const rig = manual({
      backoff(_, failures) {
        pauses.push(failures);
        return 1;
      },
    });
    rig.queue.add("a");
    for (let run = 1; run <= 3; run++) {
      await runs(rig, run);
      rig.queue.add("a"); // a new wish does not get round the pause
      rig.running.get("a")?.reject(new Error("no"));
    }
    await runs(rig, 4);
    expect(rig.queue.failures("a")).toBe(3);
    rig.running.get("a")?.resolve();
    await until("it is empty", () => rig.queue.empty);
    expect(rig.queue.failures("a")).toBe(0);
    expect(pauses).toEqual([1, 2, 3]);
    expect(rig.log).toHaveLength(4);
  });

  it("does not try a failed key before its pause is over, though it was added meanwhile", async () => {
    const rig = manual({ backoff: () => 60_000 });
    rig.queue.add("a");
    await runs(rig, 1);
    rig.queue.add("a");
    rig.running.get("a")?.reject(new Error("no"));
    await moment(10);
    expect(rig.log).toEqual(["a"]);
    await rig.queue.drain();
  });

  it("keeps the earlier of two times, and runs again when the work asks for it", async () => {
    const rig = manual();
    rig.queue.add("a", 60_000);
    rig.queue.add("a", 1);
    rig.queue.add("a", 60_000);
    await runs(rig, 1);
    rig.running.get("a")?.resolve(1);
    await runs(rig, 2);
    rig.running.get("a")?.resolve();
    await until("it is empty", () => rig.queue.empty);
  });

  it("drains: takes nothing more, forgets what waits, and waits for what runs", async () => {
    const rig = manual({ workers: 1 });
    rig.queue.add("a");
    rig.queue.add("b");
    rig.queue.add("c", 1);
    await runs(rig, 1);
    let drained = false;
    const draining = rig.queue.drain().then(() => (drained = true));
    rig.queue.add("d");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(drained).toBe(false);
    rig.running.get("a")?.reject(new Error("no"));
    await draining;
    expect(rig.queue.empty).toBe(true);
    expect(rig.log).toEqual(["a"]);
  });

  it("tells its observer of depth, adds, durations and retries", async () => {
    const told: string[] = [];
    const seconds: number[] = [];
    const rig = manual({
      observer: {
        depth: (keys) => told.push(`depth ${keys}`),
        added: () => told.push("added"),
        started: (queued) => (told.push("started"), seconds.push(queued)),
        finished: (worked) => (told.push("finished"), seconds.push(worked)),
        retried: () => told.push("retried"),
      },
    });
    rig.queue.add("a");
    await runs(rig, 1);
    rig.running.get("a")?.reject(new Error("no"));
    await runs(rig, 2);
    const once = ["added", "depth 1", "depth 0", "started"];
    expect(told).toEqual([...once, "retried", "finished", ...once]);
    expect(seconds.every((each) => each >= 0)).toBe(true);
  });

  it("takes a hundred thousand keys", async () => {
    let done = 0;
    const queue = new WorkQueue({ work: () => Promise.resolve(void done++), backoff: () => 1 });
    for (let index = 0; index < 100_000; index++) {
      queue.add(`key ${index}`);
    }
    await until("all are done", () => queue.empty);
    expect(done).toBe(100_000);
  });
});

describe("exponential backoff", () => {
  it("doubles up to its cap", () => {
    expect([1, 2, 3, 4, 50].map((failures) => exponential(250, 1500, failures))).toEqual([250, 500, 1000, 1500, 1500]);
  });
});
