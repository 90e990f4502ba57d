import { expect, test } from "vitest";
import { Stalled, Transient } from "../cluster/errors.ts";
import type { UnaryRequest } from "../cluster/transport.ts";
import { greetServer } from "./greeting.ts";

/** Answers one look at the server: plural names that are served, or an error. */
type Look = readonly string[] | Error;

const serverOf = (looks: readonly Look[]) => {
  const left = [...looks];
  return {
    server: "https://server",
    request: ({ path }: UnaryRequest) => {
      const look = path === "/version" ? left[0] : left.shift();
      if (look === undefined) throw new Error("asked more often than expected");
      if (look instanceof Error) {
        left.shift();
        return Promise.reject(look);
      }
      const body = path === "/version" ? { gitVersion: "v1" } : { resources: look.map((name) => ({ name })) };
      return Promise.resolve({ status: 200, headers: {}, body });
    },
  };
};

const greet = async (looks: readonly Look[], signal = new AbortController().signal) => {
  const told: string[] = [];
  await greetServer({
    transport: serverOf(looks),
    log: { info: (_: object, text: string) => told.push(text), error: ({ problem }: { problem: string }) => told.push(problem) } as never,
    served: (kind) => told.push(`served ${kind}`),
    signal,
    pauseMs: 1,
  });
  return told;
};

const ALL = ["ismsscopes", "scopeexceptions"];

test("a server that serves everything is connected, and nothing is read twice", async () => {
  expect(await greet([ALL])).toEqual(["connected"]);
});

test("a kind that is installed later is read at once, and each problem is told once", async () => {
  const told = await greet([[], [], ["ismsscopes"], ALL]);
  expect(told).toEqual([
    expect.stringContaining("does not serve ismsscopes.isms-scope.io, scopeexceptions.isms-scope.io: install the"),
    "served IsmsScope",
    expect.stringContaining("does not serve scopeexceptions.isms-scope.io: install the"),
    "served ScopeException",
    "connected",
  ]);
});

test("a server that cannot be asked says nothing about what it serves", async () => {
  const down = new Transient("Unreachable", "cannot reach https://server: connection refused");
  const refused = new Stalled("Unauthorized", "the API server does not accept our credentials");
  expect(await greet([down, down, ["ismsscopes"], down, refused, ALL])).toEqual([
    down.message,
    expect.stringContaining("does not serve scopeexceptions"),
    down.message,
    refused.message,
    "served ScopeException",
    "connected",
  ]);
});

test("it ends when the operator does", async () => {
  const stop = new AbortController();
  const told = greet([[]], stop.signal);
  stop.abort();
  expect(await told).toEqual([]);
});
