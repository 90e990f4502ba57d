import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../tests/harness/eventually.ts";
import { scratch } from "../../tests/harness/scratch.ts";
import { hasEnded, identify, isAlive, signalProcess, type ProcessIdentity } from "./process-identity.ts";
import { Supervised } from "./supervised.ts";

function makeFolder(): string {
  const folder = join(scratch(), "run");
  mkdirSync(folder);
  return folder;
}

async function startHere(): Promise<Supervised> {
  const supervised = await Supervised.start(makeFolder());
  onTestFinished(() => supervised.stop());
  return supervised;
}

/** A process that starts a supervisor with one component and then does as told. */
const PARENT = `
const { Supervised } = await import(process.argv[1]);
const supervised = await Supervised.start(process.argv[2]);
await supervised.spawn("sleep", "sleep", ["600"]);
console.log(JSON.stringify([supervised.identity.pid, supervised.pids.sleep]));
const then = process.argv[3];
if (then === "throw") throw new Error("the parent fails");
if (then === "detach") await supervised.detach();
if (then === "wait") setInterval(() => {}, 1000);
`;

async function parent(folder: string, then: "wait" | "end" | "throw" | "detach"): Promise<{ pid: number; left: ProcessIdentity[] }> {
  const args = ["--input-type=module", "--eval", PARENT, join(import.meta.dirname, "supervised.ts"), folder, then];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const left = (JSON.parse(line) as number[]).flatMap((pid) => identify(pid) ?? []);
  onTestFinished(() => left.forEach((identity) => signalProcess(identity, "SIGKILL")));
  return { pid: child.pid ?? 0, left };
}

describe("a supervisor", () => {
  test.each(["SIGKILL", "SIGINT", "SIGTERM"] as const)("a parent ended by %s leaves no process and no folder", async (signal) => {
    const folder = makeFolder();
    const { pid, left } = await parent(folder, "wait");
    expect(left).toHaveLength(2);
    expect(existsSync(folder)).toBe(true);
    process.kill(pid, signal);
    for (const identity of left) expect(await hasEnded(identity, 8000)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test.each(["end", "throw"] as const)("a parent that forgets to stop it leaves nothing: %s", async (then) => {
    const folder = makeFolder();
    const { left } = await parent(folder, then);
    for (const identity of left) expect(await hasEnded(identity, 8000)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test("a detached one outlives its parent, until it gets SIGTERM", async () => {
    const folder = makeFolder();
    const { pid, left } = await parent(folder, "detach");
    await eventually(() => identify(pid) === undefined);
    expect(left.every(isAlive)).toBe(true);
    signalProcess(left[0]!, "SIGTERM");
    for (const identity of left) expect(await hasEnded(identity, 8000)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test("stop ends every component and removes the folder", async () => {
    const supervised = await startHere();
    await supervised.spawn("one", "sleep", ["600"]);
    await supervised.spawn("two", "sleep", ["600"]);
    const left = Object.values(supervised.pids).flatMap((pid) => identify(pid) ?? []);
    expect(left).toHaveLength(2);
    await supervised.stop();
    expect(left.some(isAlive)).toBe(false);
    expect(existsSync(supervised.folder)).toBe(false);
  });

  test("a component that fails is told with the end of its log", async () => {
    const supervised = await startHere();
    await supervised.spawn("etcd", "sh", ["-c", "echo no room >&2; exit 3"]);
    const failure = await eventually(() => supervised.firstFailure());
    expect(failure).toMatch(/^etcd ended with code 3; last lines of its log:\n {2}no room$/);
    expect(supervised.pids).toEqual({});
  });

  test("a component that was asked to end is no failure, and can be started again", async () => {
    const supervised = await startHere();
    await supervised.spawn("api", "sleep", ["600"]);
    await supervised.end("api", "SIGTERM", 5000);
    expect(supervised.firstFailure()).toBeUndefined();
    await supervised.spawn("api", "sleep", ["600"]);
    expect(Object.keys(supervised.pids)).toEqual(["api"]);
  });

  test("a component that does not heed is killed when its grace is over", async () => {
    const supervised = await startHere();
    await supervised.spawn("deaf", "sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]);
    await eventually(() => readFileSync(join(supervised.folder, "deaf.log"), "utf8").includes("ready"));
    await supervised.end("deaf", "SIGTERM", 100);
    expect(supervised.pids).toEqual({});
  });

  test("a binary that is not there is told", async () => {
    const supervised = await startHere();
    await expect(supervised.spawn("etcd", "/there/is/no/etcd", [])).rejects.toThrow("ENOENT");
  });

  test("components do not see the environment of who started them", async () => {
    process.env["ETCD_NAME"] = "stray";
    onTestFinished(() => void delete process.env["ETCD_NAME"]);
    const supervised = await startHere();
    await supervised.spawn("print", "env", []);
    await eventually(() => supervised.ended("print") !== undefined);
    expect(readFileSync(join(supervised.folder, "print.log"), "utf8")).not.toContain("ETCD_NAME");
  });
});
