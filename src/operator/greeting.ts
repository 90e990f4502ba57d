import { setTimeout as sleep } from "node:timers/promises";
import { API_VERSION, GROUP } from "../api/names.ts";
import { probe, type Probe } from "../cluster/probe.ts";
import type { Transport } from "../cluster/transport.ts";
import type { Logger } from "../telemetry/log.ts";

/** The two kinds without which there is nothing to do, by plural. */
type DeclaredKind = "IsmsScope" | "ScopeException";
const PLURALS = ["ismsscopes", "scopeexceptions"];

export interface GreetingOptions {
  readonly transport: Pick<Transport, "request" | "server">;
  readonly log: Pick<Logger, "info" | "error">;
  /** A kind that was missing is served now: it can be read at once. */
  readonly served: (kind: DeclaredKind) => void;
  readonly signal: AbortSignal;
  /** How long to wait between two looks at a server that is not there, or not complete. */
  readonly pauseMs?: number;
}

/** Says once what a person must know at the start, and again when it has mended. Never throws. */
export async function greetServer({ transport, log, served, signal, pauseMs = 5_000 }: GreetingOptions): Promise<void> {
  let said = "";
  let missing: readonly string[] = [];
  while (!signal.aborted) {
    const found = await probe(transport, API_VERSION, PLURALS);
    const still = missingOf(found) ?? missing;
    for (const name of missing) if (!still.includes(name)) served(kindOf(name));
    missing = still;
    if (found.state === "Ready") return log.info({ kubernetes: found.version }, "connected");
    const problem = found.state === "Missing" ? found.message : found.error.message;
    if (problem !== said && !signal.aborted) log.error({ problem, server: transport.server }, "waiting until this is mended");
    said = problem;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Undefined: a server that cannot be asked says nothing about what it serves. */
const missingOf = (found: Probe): readonly string[] | undefined =>
  found.state === "Unreachable" ? undefined : found.state === "Missing" ? found.missing : [];

const kindOf = (name: string): DeclaredKind => (name === `ismsscopes.${GROUP}` ? "IsmsScope" : "ScopeException");
