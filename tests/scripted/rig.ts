import type { RawObject } from "../../src/cluster/codec.ts";
import type { ReflectorTimes } from "../../src/cluster/reading.ts";
import { Reflector, type KindSource, type WatchRestart } from "../../src/cluster/reflector.ts";
import type { Sink } from "../../src/cluster/sink.ts";
import { createTransport, type RequestRecord, type Transport } from "../../src/cluster/transport.ts";
import type { Coverage } from "../../src/facts/facts.ts";
import type { Exchange } from "./server.ts";

/** A transport to a scripted server, without credentials. */
export const transportTo = (server: string, onRequest?: (record: RequestRecord) => void): Transport =>
  createTransport({
    credentials: { server, proxy: undefined, current: () => Promise.resolve({ headers: {}, tls: {} }) },
    userAgent: "scripted/1",
    onRequest,
  });

/** A sink that remembers what it was told, and what it would know. */
export interface Recorder extends Sink<string> {
  readonly log: string[];
  readonly known: Map<string, string>;
  readonly aside: Map<string, string>;
}

export const recorder = (): Recorder => {
  const log: string[] = [];
  const known = new Map<string, string>();
  const aside = new Map<string, string>();
  let staged: { facts: Map<string, string>; aside: Map<string, string> } | undefined;
  const replace = <V>(target: Map<string, V>, source: Map<string, V>): void => {
    target.clear();
    for (const [key, value] of source) {
      target.set(key, value);
    }
  };
  return {
    log,
    known,
    aside,
    begin() {
      staged = { facts: new Map(), aside: new Map() };
    },
    init(uid, fact) {
      staged?.facts.set(uid, fact);
    },
    commit() {
      if (!staged) {
        throw new Error("commit without begin");
      }
      log.push(...[...known.keys()].filter((uid) => !staged?.facts.has(uid)).map((uid) => `gone ${uid}`));
      log.push(...[...staged.facts.keys()].filter((uid) => !known.has(uid)).map((uid) => `new ${uid}`), "commit");
      replace(known, staged.facts);
      replace(aside, staged.aside);
      staged = undefined;
    },
    apply(uid, fact) {
      log.push(`apply ${uid}`);
      known.set(uid, fact);
      aside.delete(uid);
    },
    remove(uid) {
      log.push(`remove ${uid}`);
      known.delete(uid);
      aside.delete(uid);
    },
    quarantine(uid, namespace, name, error) {
      const place = staged ? staged.aside : aside;
      known.delete(uid);
      place.set(uid, `${namespace}/${name}: ${(error as Error).message}`);
    },
  };
};

/** Short pauses; limits that a busy machine does not reach by accident. */
export const QUICK: Partial<ReflectorTimes> = {
  backoff: 2,
  soonest: 10,
  longest: 10,
  refused: 5,
  stalled: 10,
  short: 5,
  missing: 5,
  absent: 10,
};

export interface Rig {
  readonly sink: Recorder;
  readonly states: Coverage[];
  readonly restarts: WatchRestart[];
  readonly reflector: Reflector;
  stop(): Promise<void>;
}

/** A fact is the object's name and version; an object named "broken" does not project. */
export const projectName = (raw: RawObject): string => {
  if (raw.metadata.name === "broken") {
    throw new Error("cannot be understood");
  }
  return `${raw.metadata.name}@${raw.metadata.resourceVersion}`;
};

export const sourceOf = <K extends string>(kind: K, path: string, sink: Sink<string>): KindSource<K> => ({
  kind,
  path,
  metadataOnly: false,
  project: projectName,
  sink,
});

/** A reflector of pods that runs against the transport until stopped. */
export const reflectPods = (
  transport: Transport,
  {
    times,
    metadataOnly = false,
    ...more
  }: { times?: Partial<ReflectorTimes>; metadataOnly?: boolean; optional?: boolean; labelSelector?: string } = {},
): Rig => {
  const sink = recorder();
  const states: Coverage[] = [];
  const restarts: WatchRestart[] = [];
  const reflector = new Reflector({
    source: { ...sourceOf("Pod", "/api/v1/pods", sink), metadataOnly, ...more },
    transport,
    onState: (state) => states.push(state),
    onRestart: (restart) => restarts.push(restart),
    times: { ...QUICK, ...times },
  });
  const stopping = new AbortController();
  const running = reflector.run(stopping.signal);
  return {
    sink,
    states,
    restarts,
    reflector,
    async stop() {
      stopping.abort();
      await running;
    },
  };
};

export const pod = (name: string, uid: string, resourceVersion: number, more: Record<string, unknown> = {}) => ({
  kind: "Pod",
  metadata: { name, namespace: "shop", uid, resourceVersion: String(resourceVersion) },
  ...more,
});

export const podList = (resourceVersion: number, items: readonly unknown[], next?: string) => ({
  kind: "PodList",
  metadata: { resourceVersion: String(resourceVersion), ...(next === undefined ? {} : { continue: next }) },
  items,
});

/** A Status as the API server answers a refusal. */
export const status = (code: number, reason: string, message: string, details: Record<string, unknown> = {}) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
  details,
});

export const refuse =
  (code: number, reason: string, message = reason, headers: Record<string, string> = {}) =>
  ({ json }: Exchange): void =>
    json(code, status(code, reason, message), headers);
