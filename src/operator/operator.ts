import { connect } from "../cluster/connect.ts";
import { Writer } from "../cluster/writer.ts";
import { serve } from "../telemetry/http.ts";
import { createLogs } from "../telemetry/log.ts";
import type { Config } from "./config.ts";
import { greetServer } from "./greeting.ts";
import { liveness, readiness } from "./health.ts";
import { createOperatorInstruments } from "./instruments.ts";
import { createLeadership } from "./leadership.ts";
import { tellOutcomes } from "./outcomes.ts";
import { traceWhenAsked } from "./tracing.ts";
import { startTurns } from "./turns.ts";
import { createWatches } from "./watches.ts";
import { World } from "./world.ts";

/**
 * The operator from start to stop. Rejects with a sentence when it cannot start (a kubeconfig that is wrong, an address in use);
 * everything that may mend itself (an API server that is down, CRDs that are missing) is waited for.
 */
export async function runOperator(config: Config, version: string, stop: AbortSignal): Promise<void> {
  const logs = createLogs({ level: config.logLevel });
  const log = logs("operator");
  const endTracing = await traceWhenAsked(config.tracing, version, logs("tracing"));
  const world: World = new World(
    () => turns.changed(),
    (kind) => sync.resync(kind),
  );
  const instruments = createOperatorInstruments(world, config.election?.name ?? "none");
  const { kubeconfig, context, identity } = config;
  const transport = await connect({ kubeconfig, context, userAgent: `isms-scope-operator/${version}`, onRequest: instruments.request });
  const tell = tellOutcomes(logs("writer"), instruments);
  const writer: Writer = new Writer({
    transport,
    instance: identity,
    mayWrite: () => leadership.leads(),
    onOutcome: tell,
    workers: instruments.writers,
    observer: instruments.queue,
  });
  const leadership = createLeadership(transport, config, logs("election"), {
    elected: () => lead(true),
    ended: () => lead(false),
  });
  const turns = startTurns({ world, config, writer, instruments, log: logs("turn"), leads: () => leadership.leads() });
  const sync = createWatches({ world, transport, instruments, log: logs("watch"), changed: () => turns.changed() });
  const lead = (leads: boolean): void => {
    instruments.leading(leads);
    if (!leads) writer.drop();
    turns.changed();
  };
  const server = await serve({
    ...config.bind,
    metrics: () => instruments.scrape(turns.assessment()),
    healthy: () => liveness(turns.failingSince(), Date.now()),
    ready: () => readiness(world, turns.assessment()?.snapshot.settled ?? false),
    onError: (error) => log.error({ error }, "a request for metrics or health failed"),
  });
  log.info({ version, server: transport.server, address: `${config.bind.host}:${server.port}`, identity }, "started");

  const watching = new AbortController();
  const electing = new AbortController();
  const greeting = greetServer({ transport, log, served: (kind) => sync.resync(kind), signal: stop });
  const running = [greeting, sync.run(watching.signal), leadership.run(electing.signal)];
  await aborted(stop);
  log.info({}, "stopping");
  turns.stop();
  watching.abort();
  await writer.stop();
  electing.abort();
  await Promise.all(running);
  await Promise.all([server.close(), transport.close(), endTracing()]);
  log.info({}, "stopped");
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener("abort", () => resolve(), { once: true })));
