import { beforeAll, describe, expect, it } from "vitest";
import { fromRefusal } from "../../src/cluster/answers.ts";
import type { RawObject } from "../../src/cluster/codec.ts";
import { connect } from "../../src/cluster/connect.ts";
import { Reflector } from "../../src/cluster/reflector.ts";
import type { Transport } from "../../src/cluster/transport.ts";
import type { Coverage } from "../../src/facts/facts.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { projectName, QUICK, recorder, type Recorder } from "../scripted/rig.ts";

const cluster = suite("reading");
const CONFIG_MAPS = "/api/v1/configmaps";

let namespace: string;
let transport: Transport;
let others: Transport;

beforeAll(async () => {
  namespace = await cluster.namespace("objects");
  const rules = [{ apiGroups: ["", "apps"], resources: ["configmaps", "replicasets"], verbs: ["list", "watch"] }];
  const account = await cluster.account(namespace, "reader", rules);
  transport = await connect({ kubeconfig: account.kubeconfig, userAgent: "test/1" });
  others = await connect({ kubeconfig: cluster.cluster.kubeconfig, userAgent: "test/1" });
  cluster.onCleanup(() => Promise.all([transport.close(), others.close()]));
});

interface Following {
  readonly sink: Recorder;
  readonly states: Coverage[];
  readonly raw: RawObject[];
  readonly reasons: string[];
  readonly reflector: Reflector;
  /** Names in this suite's namespace. */
  names(): string[];
}

/** Follows a kind in this suite's namespace until the suite ends. */
const follow = (path: string, options: { metadataOnly?: boolean; over?: Pick<Transport, "stream"> } = {}): Following => {
  const sink = recorder();
  const states: Coverage[] = [];
  const raw: RawObject[] = [];
  const reasons: string[] = [];
  const reflector = new Reflector({
    source: {
      kind: path,
      path,
      metadataOnly: options.metadataOnly ?? false,
      project(object) {
        raw.push(object);
        return projectName(object);
      },
      sink,
    },
    transport: options.over ?? transport,
    onState: (state) => states.push(state),
    onRestart: ({ reason }) => reasons.push(reason),
    times: QUICK,
  });
  const stopping = new AbortController();
  const running = reflector.run(stopping.signal);
  cluster.onCleanup(async () => {
    stopping.abort();
    await running;
  });
  const names = () => [...sink.known.values()].map((fact) => fact.split("@")[0] as string).filter((name) => name !== "kube-root-ca.crt");
  return { sink, states, raw, reasons, reflector, names };
};

const here = (plural: string, group = "/api/v1") => `${group}/namespaces/${namespace}/${plural}`;
const synced = (following: Following) => eventually(() => following.states.at(-1)?.state === "Synced");
const create = (name: string, data: Record<string, string> = {}) =>
  cluster.api.must("POST", here("configmaps"), { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data });
const remove = (name: string) => cluster.api.must("DELETE", `${here("configmaps")}/${name}`);

describe("a kind on a real API server", () => {
  it("is read by watch-list over one connection, and followed", async () => {
    await create("before");
    const asked: string[] = [];
    const counting: Pick<Transport, "stream"> = {
      stream(request) {
        asked.push(String(request.query?.["sendInitialEvents"]));
        return transport.stream(request);
      },
    };
    const following = follow(here("configmaps"), { over: counting });
    await synced(following);
    expect(following.names()).toEqual(["before"]);
    await create("after");
    await eventually(() => following.names().length === 2);
    await remove("before");
    await eventually(() => following.names().length === 1);
    await remove("after");
    await eventually(() => following.names().length === 0);
    expect(asked).toEqual(["true"]);
    expect(following.states.map(({ state }) => state)).toEqual(["Syncing", "Synced"]);
    expect(following.reasons).toEqual([]);
  });

  it("is read as metadata alone", async () => {
    const metadata = { name: "with-spec" };
    const labels = { app: "x" };
    const template = { metadata: { labels }, spec: { containers: [{ name: "c", image: "example.org/c:1" }] } };
    const spec = { replicas: 0, selector: { matchLabels: labels }, template };
    const path = here("replicasets", "/apis/apps/v1");
    await cluster.api.must("POST", path, { apiVersion: "apps/v1", kind: "ReplicaSet", metadata, spec });
    const following = follow(path, { metadataOnly: true });
    await synced(following);
    const change = () => cluster.api.must("PATCH", `${path}/with-spec`, { metadata: { labels: { changed: "yes" } } });
    await change();
    await eventually(() => following.raw.some((object) => JSON.stringify(object).includes('"changed":"yes"')));
    expect(following.raw.map(({ kind, spec: known }) => [kind, known])).toEqual(
      following.raw.map(() => ["PartialObjectMetadata", undefined]),
    );
  });

  it("is the same by pages and by watch-list, over more than one page", async () => {
    const wanted = Array.from({ length: 510 }, (_, index) => `page-${index}`);
    for (let from = 0; from < wanted.length; from += 30) {
      await Promise.all(wanted.slice(from, from + 30).map((name) => create(name)));
    }
    const asked: string[] = [];
    const pagesOnly: Pick<Transport, "stream"> = {
      stream(request) {
        asked.push(request.query?.["continue"] ? "next page" : request.query?.["limit"] ? "page" : "watch");
        if (request.query?.["sendInitialEvents"]) {
          return Promise.reject(fromRefusal({ what: "GET", code: 422, body: "not here" }));
        }
        return transport.stream(request);
      },
    };
    const byPages = follow(here("configmaps"), { over: pagesOnly });
    const byWatch = follow(here("configmaps"));
    await Promise.all([synced(byPages), synced(byWatch)]);
    expect(asked.slice(0, 4)).toEqual(["watch", "page", "next page", "watch"]);
    expect(new Map(byPages.sink.known)).toEqual(new Map(byWatch.sink.known));
    expect(byPages.names()).toHaveLength(510);
    await remove("page-0");
    await eventually(() => byPages.names().length === 509 && byWatch.names().length === 509);
  });

  it("may hold an object at the API server's size limit", async () => {
    const following = follow(here("configmaps"));
    await synced(following);
    await create("huge", { data: "ä€😀".repeat(110_000) });
    await eventually(() => following.names().includes("huge"));
    await remove("huge");
    await eventually(() => !following.names().includes("huge"));
    expect(following.reasons).toEqual([]);
  });

  it("is read anew on demand, with nothing forgotten in between", async () => {
    const following = follow(here("configmaps"));
    await synced(following);
    const before = new Map(following.sink.known);
    const seen = following.raw.length;
    following.reflector.resync();
    await eventually(() => following.sink.log.filter((line) => line === "commit").length === 2);
    expect(following.raw.length).toBeGreaterThanOrEqual(2 * seen);
    expect(new Map(following.sink.known)).toEqual(before);
  });
});

describe("a kind that cannot be read on a real API server", () => {
  it("is told as forbidden, and picked up when it is granted", async () => {
    const account = await cluster.account(namespace, "stranger");
    const theirs = await connect({ kubeconfig: account.kubeconfig, userAgent: "test/1" });
    cluster.onCleanup(() => theirs.close());
    const following = follow(CONFIG_MAPS, { over: theirs });
    await eventually(() => following.states.length === 2);
    expect(following.states[1]).toMatchObject({ state: "Forbidden", message: expect.stringContaining("cannot watch resource") as string });
    await cluster.account(namespace, "stranger", [{ apiGroups: [""], resources: ["configmaps"], verbs: ["list", "watch"] }]);
    await synced(following);
  });

  it("is told as not served", async () => {
    const following = follow("/apis/nobody.example/v1/things", { over: others });
    await eventually(() => following.states.length === 2);
    expect(following.states[1]).toEqual({ state: "NotServed", message: "the API server does not serve /apis/nobody.example/v1/things" });
  });

  it("is picked up when it is installed, and has no objects when it is taken away", async () => {
    const plural = "trials";
    const group = `${cluster.prefix}.example`;
    const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    const crd = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: "Cluster",
        names: { plural, singular: "trial", kind: "Trial", listKind: "TrialList" },
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    };
    const path = `/apis/${group}/v1/${plural}`;
    const following = follow(path, { over: others });
    await eventually(() => following.states.at(-1)?.state === "NotServed");
    await cluster.api.must("POST", definitions, crd);
    cluster.onCleanup(() => cluster.api.request("DELETE", `${definitions}/${plural}.${group}`));
    await synced(following);
    await cluster.api.must("POST", path, { apiVersion: `${group}/v1`, kind: "Trial", metadata: { name: "one" } });
    await eventually(() => following.names().length === 1);
    await cluster.api.must("DELETE", `${definitions}/${plural}.${group}`);
    await eventually(() => following.states.at(-1)?.state === "NotServed" && following.names().length === 0, { timeout: 30_000 });
  });
});
