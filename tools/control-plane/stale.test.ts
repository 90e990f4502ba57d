import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { scratch } from "../../tests/harness/scratch.ts";
import { hasEnded, identify, isAlive, signalProcess, type ProcessIdentity } from "./process-identity.ts";
import { makeFolder, OWNER_FILE, sweepStale, type Owner } from "./stale.ts";

async function sleeper(): Promise<{ child: ChildProcess; identity: ProcessIdentity }> {
  const child = spawn("sleep", ["60"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const identity = identify(child.pid!);
  return { child, identity: identity! };
}

async function dead(): Promise<ProcessIdentity> {
  const { child, identity } = await sleeper();
  child.kill("SIGKILL");
  await once(child, "exit");
  return identity;
}

function owned(temporary: string, owner: Owner): string {
  const folder = makeFolder(temporary);
  writeFileSync(join(folder, OWNER_FILE), JSON.stringify(owner));
  return folder;
}

describe("what killed runs left", () => {
  test("components whose supervisor is dead are ended, and their folder removed", async () => {
    const temporary = scratch();
    const component = await sleeper();
    const folder = owned(temporary, { supervisor: await dead(), components: [component.identity] });
    expect(sweepStale(temporary)).toEqual([folder]);
    expect(await hasEnded(component.identity, 5000)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });

  test("those of a living supervisor are left alone", async () => {
    const temporary = scratch();
    const [supervisor, component] = [await sleeper(), await sleeper()];
    const folder = owned(temporary, { supervisor: supervisor.identity, components: [component.identity] });
    expect(sweepStale(temporary)).toEqual([]);
    expect(isAlive(component.identity)).toBe(true);
    expect(existsSync(folder)).toBe(true);
  });

  test("a stranger who has a dead component's number now is not ended", async () => {
    const temporary = scratch();
    const stranger = await sleeper();
    owned(temporary, { supervisor: await dead(), components: [{ ...stranger.identity, started: "another time" }] });
    expect(sweepStale(temporary)).toHaveLength(1);
    expect(signalProcess(stranger.identity, "SIGCONT")).toBe(true);
  });

  test("a folder that is just being made is left, one that nobody finished is removed", () => {
    const temporary = scratch();
    const [young, old] = [makeFolder(temporary), makeFolder(temporary)];
    utimesSync(old, new Date(0), new Date(0));
    expect(sweepStale(temporary)).toEqual([old]);
    expect(existsSync(young)).toBe(true);
  });

  test("folders of others are never touched", () => {
    const temporary = scratch();
    writeFileSync(join(temporary, "something"), "theirs");
    expect(sweepStale(temporary)).toEqual([]);
    expect(existsSync(join(temporary, "something"))).toBe(true);
  });
});
