import fc from "fast-check";
import { expect, test } from "vitest";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { logAgent, raw, type RawObject, running } from "../../tests/objects/raw.ts";
import { FACT_KINDS as KINDS, type FactKind, type PodFact } from "./facts.ts";
import { Interner } from "./interner.ts";
import type { FactStore } from "./store.ts";
import type { Workload } from "./view.ts";

/**
 * Random histories of a small cluster against the plainest model there is: the objects that exist now. Whatever order the
 * events and snapshots came in, the view is that of a store which was given those objects at once.
 */

const NAMESPACES = ["shop", "bank"] as const;
const NODES = ["node-1", "node-2"] as const;
const OWNER_KINDS = ["Deployment", "ReplicaSet", "Job", "CronJob", "DaemonSet", "StatefulSet"] as const;

interface Slot {
  readonly kind: FactKind;
  readonly name: string;
  readonly namespace: (typeof NAMESPACES)[number];
}

/** An object as it is at one time; `life` counts how often it was deleted and created again. */
interface Form {
  readonly slot: Slot;
  readonly life: number;
  readonly look: { readonly label: string; readonly owner: Slot | undefined; readonly flag: boolean; readonly node: string };
}

const slot: fc.Arbitrary<Slot> = fc.record({
  kind: fc.oneof({ weight: 2, arbitrary: fc.constant("Pod" as const) }, { weight: 3, arbitrary: fc.constantFrom(...KINDS) }),
  name: fc.constantFrom("a", "b"),
  namespace: fc.constantFrom(...NAMESPACES),
});
const owner = fc.record({
  kind: fc.constantFrom(...OWNER_KINDS),
  name: fc.constantFrom("a", "b"),
  namespace: fc.constantFrom(...NAMESPACES),
});
const form: fc.Arbitrary<Form> = fc.record({
  slot,
  life: fc.integer({ min: 1, max: 2 }),
  look: fc.record({
    label: fc.constantFrom("x", "y"),
    owner: fc.option(owner, { nil: undefined }),
    flag: fc.boolean(),
    node: fc.constantFrom(...NODES),
  }),
});

type Step =
  | { readonly type: "apply"; readonly form: Form }
  | { readonly type: "remove"; readonly slot: Slot }
  | { readonly type: "break"; readonly slot: Slot }
  | { readonly type: "snapshot"; readonly kind: FactKind; readonly forms: readonly Form[]; readonly whole: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: form.map((each): Step => ({ type: "apply", form: each })) },
  { weight: 2, arbitrary: slot.map((each): Step => ({ type: "remove", slot: each })) },
  { weight: 1, arbitrary: slot.map((each): Step => ({ type: "break", slot: each })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ kind: fc.constantFrom(...KINDS), forms: fc.array(form, { maxLength: 4 }), whole: fc.boolean() })
      .map(({ kind, forms, whole }): Step => {
        const ofKind = forms.map((each) => ({ ...each, slot: { ...each.slot, kind } }));
        return { type: "snapshot", kind, forms: ofKind, whole };
      }),
  },
);

const clustered = ({ kind }: Slot): boolean => kind === "Namespace" || kind === "Node";
/** A name that one live object at a time can have. */
const place = (at: Slot): string => `${at.kind}/${clustered(at) ? "" : at.namespace}/${at.name}`;
const nameOf = ({ kind, name }: Slot): string => {
  if (kind === "Node") return name === "a" ? "node-1" : "node-2";
  if (kind === "Namespace") return name === "a" ? "shop" : "bank";
  return name;
};
const uidOf = (at: Slot, life: number): string => `${place(at)}#${life}`;

const rawOf = ({ slot: at, life, look }: Form): RawObject => {
  const above = look.owner && { ...look.owner, apiVersion: "apps/v1", uid: uidOf({ ...look.owner, namespace: at.namespace }, 1) };
  const volumes = look.flag ? [{ name: "v", persistentVolumeClaim: { claimName: "a" } }] : [];
  const template = { template: { metadata: { labels: { app: look.label } }, spec: { volumes } } };
  const controllerSpec = { ...template, jobTemplate: { spec: template }, volumeClaimTemplates: [{ metadata: { name: "v" } }] };
  const podSpec = look.flag ? logAgent(look.node) : running(look.node);
  return raw[at.kind]({
    name: nameOf(at),
    namespace: at.namespace,
    uid: uidOf(at, life),
    labels: { app: look.label, ...(look.flag ? { "pod-template-hash": "a" } : {}) },
    ...(above && !clustered(at) ? { owner: above } : {}),
    spec: at.kind === "Pod" ? podSpec : controllerSpec,
    status: {
      phase: look.label === "y" && look.flag ? "Succeeded" : "Running",
      conditions: [{ type: look.flag ? "Ready" : "Complete", status: "True" }],
    },
  });
};

/** What exists now, by place. */
type World = Map<string, { readonly form: Form; readonly broken: boolean }>;

const takePlace = (cluster: FactCluster, world: World, each: Form): void => {
  const before = world.get(place(each.slot));
  // The server tells of the end of one object before it tells of another in its place.
  if (before && before.form.life !== each.life) cluster.remove(rawOf(before.form));
  cluster.apply(rawOf(each));
  world.set(place(each.slot), { form: each, broken: false });
};

const setAside = (cluster: FactCluster, each: Form): void => {
  const { metadata } = rawOf(each);
  cluster.store.sink(each.slot.kind).quarantine(metadata.uid, metadata.namespace, metadata.name, new Error("broken"));
};

/** A snapshot that is cut off is begun again, and then shows what is there. */
const takeSnapshot = (cluster: FactCluster, world: World, { kind, forms, whole }: Extract<Step, { type: "snapshot" }>): void => {
  const fresh = new Map(forms.map((each) => [place(each.slot), { form: each, broken: false }]));
  const known = [...world].filter(([, { form: each }]) => each.slot.kind === kind);
  cluster.begin(kind);
  for (const { form: each } of fresh.values()) cluster.init(rawOf(each));
  if (whole) {
    cluster.commit(kind);
    for (const [key] of known) world.delete(key);
    for (const [key, each] of fresh) world.set(key, each);
    return;
  }
  cluster.begin(kind);
  for (const [, { form: each, broken }] of known) {
    if (broken) setAside(cluster, each);
    else cluster.init(rawOf(each));
  }
  cluster.commit(kind);
};

const take = (cluster: FactCluster, world: World, taken: Step): void => {
  if (taken.type === "apply") return takePlace(cluster, world, taken.form);
  if (taken.type === "snapshot") return takeSnapshot(cluster, world, taken);
  const known = world.get(place(taken.slot));
  if (!known) return;
  if (taken.type === "remove") {
    cluster.remove(rawOf(known.form));
    world.delete(place(taken.slot));
  } else {
    setAside(cluster, known.form);
    world.set(place(taken.slot), { ...known, broken: true });
  }
};

const rebuilt = (world: World): FactStore => {
  const healthy = [...world.values()].filter(({ broken }) => !broken);
  const cluster = FactCluster.of(...healthy.map(({ form: each }) => rawOf(each)));
  for (const { form: each, broken } of world.values()) if (broken) setAside(cluster, each);
  return cluster.store;
};

const nameOfWorkload = ({ kind, name, uid }: Workload): string => `${kind}/${name}/${uid}`;

/** All that a view says of one namespace. */
const pageOf = (store: FactStore, namespace: string): unknown => ({
  namespace: store.namespace(namespace),
  workloads: store.workloads(namespace),
  claims: store.volumeClaims(namespace),
  byName: ["a", "b"].map((claim) => store.volumeClaim(namespace, claim)),
  mounting: ["a", "b", "v-a-0"].map((claim) => store.workloadsMounting(namespace, claim).map(nameOfWorkload)),
  quarantined: KINDS.map((kind) => store.quarantined(kind, namespace)),
});
const nodePageOf = (store: FactStore, node: string): unknown => ({ node: store.node(node), daemons: store.daemonPodsOn(node) });
const bookOf = (store: FactStore): unknown => ({
  pages: NAMESPACES.map((namespace) => pageOf(store, namespace)),
  nodes: NODES.map((node) => nodePageOf(store, node)),
  namespaces: [...store.namespaces()].map(({ uid }) => uid).sort(),
  counts: KINDS.map((kind) => store.count(kind)),
});

test("any history leaves the view of a store that was given the last objects at once", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (history) => {
      const cluster = new FactCluster(new Interner(4));
      const world: World = new Map();
      for (const each of history) {
        take(cluster, world, each);
        // Read as often as it is written: what is kept of one reading must not outlive what it was read from.
        bookOf(cluster.store);
      }
      expect(bookOf(cluster.store)).toEqual(bookOf(rebuilt(world)));
    }),
    { numRuns: 200 },
  );
});

test("whatever differs in the view of a namespace is told as a change", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), step, (history, last) => {
      const cluster = new FactCluster();
      const world: World = new Map();
      for (const each of history) take(cluster, world, each);
      cluster.store.takeChanges();
      // JSON, since what the view hands out is alive.
      const before = NAMESPACES.map((namespace) => JSON.stringify(pageOf(cluster.store, namespace)));
      const nodesBefore = NODES.map((node) => JSON.stringify(agentsOn(cluster.store, node)));
      take(cluster, world, last);
      const { namespaces, nodes } = cluster.store.takeChanges();
      const differing = NAMESPACES.filter((namespace, index) => JSON.stringify(pageOf(cluster.store, namespace)) !== before[index]);
      expect(differing.filter((namespace) => !namespaces.has(namespace))).toEqual([]);
      const differingNodes = NODES.filter((node, index) => JSON.stringify(agentsOn(cluster.store, node)) !== nodesBefore[index]);
      expect(differingNodes.filter((node) => !nodes.has(node))).toEqual([]);
      const concerned = differingNodes.flatMap((node) => podsOn(cluster.store, node));
      expect(concerned.filter(({ namespace }) => !namespaces.has(namespace))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** What a namespace is told of a node: its fact, and the agents that read logs there. */
const agentsOn = (store: FactStore, node: string): unknown => ({
  node: store.node(node),
  agents: store.daemonPodsOn(node).filter(({ shape }) => shape.readsHostLogs),
});
const podsOn = (store: FactStore, node: string): readonly PodFact[] =>
  NAMESPACES.flatMap((namespace) => store.workloads(namespace).flatMap(({ pods }) => pods)).filter((pod) => pod.node === node);

test("equal things are one object in all facts of a store, whatever came and went", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (history) => {
      const cluster = new FactCluster(new Interner(4));
      const world: World = new Map();
      for (const each of history) take(cluster, world, each);
      const pods = NAMESPACES.flatMap((namespace) => cluster.store.workloads(namespace).flatMap((workload) => workload.pods));
      for (const part of ["shape", "owner", "claims"] as const) {
        const parts = new Set<unknown>(pods.map((pod) => pod[part]));
        expect(new Set([...parts].map((value) => JSON.stringify(value))).size).toBe(parts.size);
      }
      const later = cluster.store.takeChanges() && [...world.values()].filter(({ broken }) => !broken).map(({ form: each }) => rawOf(each));
      cluster.apply(...later);
      expect(cluster.changed()).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
