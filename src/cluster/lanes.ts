import { Agent, ProxyAgent, type Dispatcher } from "undici";
import type { TlsMaterial } from "./credentials.ts";

/** Watches and lists; short calls; the lease, which no slow write may delay. */
export type Lane = "streams" | "unary" | "urgent";

/** Connections for one TLS material; replaced when it rotates. */
export type Lanes = Readonly<Record<Lane, Dispatcher>> & { readonly tls: TlsMaterial };

/** Enough for short calls: a connection costs a TLS handshake, a call over an open one does not. */
const UNARY_CONNECTIONS = 2;

/** Deadlines are set by the callers: a watch is silent for minutes, so undici's own limits are off. */
const openLane = (tls: TlsMaterial, proxy: string | undefined, connections: number | null): Dispatcher => {
  const options = {
    allowH2: false,
    bodyTimeout: 0,
    headersTimeout: 0,
    keepAliveTimeout: 30_000,
    connections,
    connect: { ...tls, timeout: 10_000, keepAlive: true, keepAliveInitialDelay: 30_000 },
  };
  return proxy === undefined ? new Agent(options) : new ProxyAgent({ ...options, uri: proxy, requestTls: tls });
};

export const openLanes = (tls: TlsMaterial, proxy: string | undefined): Lanes => ({
  tls,
  streams: openLane(tls, proxy, null),
  unary: openLane(tls, proxy, UNARY_CONNECTIONS),
  urgent: openLane(tls, proxy, 1),
});

export const dispatchersOf = (lanes: Lanes): readonly Dispatcher[] => [lanes.streams, lanes.unary, lanes.urgent];

/** Whether connections made with the one serve for the other. */
export const sameMaterial = (one: TlsMaterial, other: TlsMaterial): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
