import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leaseServer, virtualTime, type LeaseServer, type VirtualTime } from "../../tests/scripted/election.ts";
import { Elector, processIdentity, type ElectorOptions } from "./elector.ts";

const LEASE = 15_000;
const RENEW = 10_000;
const RETRY = 2000;

interface Candidate {
  readonly elector: Elector;
  readonly leave: () => void;
  readonly left: Promise<void>;
}

let time: VirtualTime;
let server: LeaseServer;
let candidates: Map<string, Candidate>;
let log: string[];
let worst: number;

beforeEach(() => {
  time = virtualTime();
  server = leaseServer();
  candidates = new Map();
  log = [];
  worst = 0;
});

const leaders = (): string[] => [...candidates].filter(([, { elector }]) => elector.isLeader()).map(([identity]) => identity);
const pass = (ms: number) =>
  time.pass(ms, () => {
    worst = Math.max(worst, leaders().length);
  });

const enter = (
  identity: string,
  { rate = 1, ahead = 0, ...options }: Partial<ElectorOptions> & { rate?: number; ahead?: number } = {},
): Candidate => {
  const clock = time.clock(rate, ahead);
  const stopping = new AbortController();
  const elector = new Elector({
    lease: server.apiFor(identity, clock),
    identity,
    clock,
    onElected: () => log.push(`${identity} elected`),
    onEnded: (how) => log.push(`${identity} ${how}`),
    ...options,
  });
  const candidate = { elector, leave: () => stopping.abort(), left: elector.run(stopping.signal) };
  candidates.set(identity, candidate);
  return candidate;
};

afterEach(async () => {
  for (const { leave } of candidates.values()) {
    leave();
  }
  await pass(60_000);
  await Promise.all([...candidates.values()].map(({ left }) => left));
  expect(worst, "at most one leads at any instant").toBeLessThanOrEqual(1);
});

describe("an election", () => {
  it("has one leader among twenty candidates", async () => {
    for (let index = 0; index < 20; index++) {
      enter(`candidate-${index}`);
    }
    await pass(30_000);
    expect(leaders()).toHaveLength(1);
    expect(log).toHaveLength(1);
    expect(server.lease?.spec).toMatchObject({ holderIdentity: leaders()[0], leaseTransitions: 0, leaseDurationSeconds: 15 });
  });

  it("is not disturbed by clocks that show another time or go at another rate", async () => {
    enter("behind", { ahead: -3_600_000, rate: 0.95 });
    await pass(5000);
    enter("ahead", { ahead: 3_600_000, rate: 1.05 });
    await pass(120_000);
    expect(leaders()).toEqual(["behind"]);
    expect(log).toEqual(["behind elected"]);
  });

  it("writes the lease as other tools read it, and keeps what it does not know", async () => {
    const foreign = { holderIdentity: "", leaseTransitions: 4, strategy: "kept" };
    server.lease = {
      metadata: { name: "operator", namespace: "system", resourceVersion: "0" },
      spec: foreign,
    };
    enter("a");
    await pass(1000);
    const microTime = /^2026-01-01T00:00:00\.\d{6}Z$/;
    expect(server.lease.spec).toEqual({
      holderIdentity: "a",
      leaseDurationSeconds: 15,
      leaseTransitions: 5,
      acquireTime: expect.stringMatching(microTime) as string,
      renewTime: expect.stringMatching(microTime) as string,
      strategy: "kept",
    });
  });

  it("waits a whole lease for a holder that never renews, counted from when it was first seen", async () => {
    const renewTime = "2001-01-01T00:00:00.000000Z";
    server.lease = {
      metadata: { name: "operator", namespace: "system", resourceVersion: "0" },
      spec: { holderIdentity: "dead", leaseDurationSeconds: 15, renewTime },
    };
    const seen: string[] = [];
    enter("a", { onLeader: (identity) => seen.push(identity) });
    await pass(14_000);
    expect(leaders()).toEqual([]);
    await pass(RETRY * 2);
    expect(leaders()).toEqual(["a"]);
    expect(seen).toEqual(["dead"]);
  });
});

describe("a leader that is cut off", () => {
  it("gives up before another takes over, and follows when it is back", async () => {
    enter("a");
    await pass(5000);
    enter("b");
    await pass(5000);
    server.unreachableFor.add("a");
    await pass(RENEW);
    expect(leaders()).toEqual([]);
    await pass(LEASE);
    expect(leaders()).toEqual(["b"]);
    server.unreachableFor.delete("a");
    await pass(30_000);
    expect(leaders()).toEqual(["b"]);
    expect(log).toEqual(["a elected", "a lost", "b elected"]);
    expect(server.lease?.spec?.leaseTransitions).toBe(1);
  });

  it("does not lead by local time once its renewal is overdue, even before it has noticed", async () => {
    const { elector } = enter("a");
    await pass(5000);
    const until = elector.holdsUntil();
    server.unreachableFor.add("a");
    await pass(until - time.now - 1);
    expect(elector.isLeader()).toBe(true);
    await time.pass(1);
    expect(elector.isLeader()).toBe(false);
  });

  it("leads on when it is back in time", async () => {
    enter("a");
    enter("b");
    await pass(5000);
    const [leader] = leaders();
    server.unreachableFor.add(leader as string);
    await pass(RENEW - RETRY - 2000);
    server.unreachableFor.clear();
    await pass(30_000);
    expect(leaders()).toEqual([leader]);
    expect(log).toHaveLength(1);
  });
});

describe("a leader that leaves", () => {
  it("releases the lease, so that another need not wait for it to run out", async () => {
    const { leave } = enter("a");
    await pass(5000);
    enter("b");
    await pass(5000);
    leave();
    await pass(RETRY * 1.2 + 100);
    expect(leaders()).toEqual(["b"]);
    expect(log).toEqual(["a elected", "a released", "b elected"]);
  });

  it("takes nothing away from another: a candidate that leaves writes nothing", async () => {
    enter("a");
    await pass(5000);
    const { leave, left } = enter("b");
    await pass(5000);
    const { writes } = server;
    leave();
    await left;
    expect(server.writes).toBe(writes);
  });
});

describe("a lease that was written by someone else meanwhile", () => {
  it("is read again and renewed when it is still ours", async () => {
    enter("a");
    await pass(5000);
    server.lease = { ...server.lease!, metadata: { ...server.lease!.metadata, resourceVersion: "edited" } };
    await pass(30_000);
    expect(leaders()).toEqual(["a"]);
    expect(log).toEqual(["a elected"]);
  });

  it("is given up at once when another holds it now", async () => {
    enter("a");
    await pass(5000);
    server.lease = {
      metadata: { ...server.lease!.metadata, resourceVersion: "stolen" },
      spec: { ...server.lease!.spec, holderIdentity: "thief" },
    };
    await pass(RETRY + 100);
    expect(leaders()).toEqual([]);
    expect(log).toEqual(["a elected", "a lost"]);
  });

  it("is made anew when it was deleted", async () => {
    enter("a");
    await pass(5000);
    server.lease = undefined;
    await pass(5000);
    expect(leaders()).toEqual(["a"]);
    expect(server.lease).toMatchObject({ spec: { holderIdentity: "a" } });
  });
});

describe("settings", () => {
  it("that could have two leaders are refused", () => {
    expect(() => enter("a", { leaseMs: 10_000, renewMs: 10_000 })).toThrow("leaseMs > renewMs");
    expect(() => enter("a", { renewMs: 2000, retryMs: 2000 })).toThrow("1.2 × retryMs");
  });

  it("an identity belongs to one process", () => {
    expect(processIdentity("pod-1")).toMatch(/^pod-1_[0-9a-f-]{36}$/);
    expect(processIdentity("pod-1")).not.toBe(processIdentity("pod-1"));
  });
});
