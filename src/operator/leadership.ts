import { Elector } from "../cluster/elector.ts";
import { leaseApi } from "../cluster/lease.ts";
import type { Transport } from "../cluster/transport.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Config } from "./config.ts";
import { createRepetition } from "./repetition.ts";

/** Whether this process may write. */
export interface Leadership {
  /** By local time: false as soon as the lease is overdue, whatever the network does. */
  leads(): boolean;
  /** Takes part until the signal aborts, then gives the lease back. */
  run(signal: AbortSignal): Promise<void>;
}

export interface LeadershipEvents {
  elected(): void;
  ended(): void;
}

/** Leads when it holds the Lease; always, when election is switched off. */
export function createLeadership(transport: Transport, config: Config, log: Logger, events: LeadershipEvents): Leadership {
  const { election, identity } = config;
  if (!election) return { leads: () => true, run: () => Promise.resolve(events.elected()) };
  const { namespace, name, ...times } = election;
  const isNews = createRepetition();
  const elector = new Elector({
    lease: leaseApi(transport, namespace, name),
    identity,
    ...times,
    onElected: () => {
      log.info({ identity }, "elected leader");
      events.elected();
    },
    onEnded: (how) => {
      events.ended();
      if (how === "lost") log.warn({ identity }, "lost the lease, following from now on");
      else log.info({ identity }, "released the lease");
    },
    onLeader: (leader) => log.info({ leader }, "following"),
    onTrouble: (problem) =>
      log[isNews(problem) ? "warn" : "debug"]({ problem, lease: `${namespace}/${name}` }, "cannot read or renew the lease, trying again"),
  });
  return { leads: () => elector.isLeader(), run: (signal) => elector.run(signal) };
}
