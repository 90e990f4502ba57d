import fc from "fast-check";
import { expect, test } from "vitest";
import { FactCluster } from "../../tests/objects/fact-cluster.ts";
import { NAMESPACES, NODES, rawOf } from "../../tests/objects/forms.ts";
import { rebuilt, step, take, type World } from "../../tests/objects/histories.ts";
import { boundaryPage, clusterPage, objectPage } from "../../tests/objects/pages.ts";
import { FACT_KINDS as KINDS, type PodFact } from "./facts.ts";
import { Interner } from "./interner.ts";
import type { FactStore } from "./store.ts";
import type { Workload } from "./view.ts";

/**
 * Random histories of a small cluster against the plainest model there is: the objects that exist now. Whatever order the
 * events and snapshots came in, the view is that of a store which was given those objects at once.
 */

const OBJECTS = ["Node/node-1", "Node/node-2", "ClusterRoleBinding/a", "ClusterRoleBinding/b"] as const;

const nameOfWorkload = ({ kind, name, uid }: Workload): string => `${kind}/${name}/${uid}`;

/** All that a view says of one namespace. */
const pageOf = (store: FactStore, namespace: string): unknown => ({
  namespace: store.namespace(namespace),
  workloads: store.workloads(namespace),
  claims: store.volumeClaims(namespace),
  byName: ["a", "b"].map((claim) => store.volumeClaim(namespace, claim)),
  mounting: ["a", "b", "v-a-0"].map((claim) => store.workloadsMounting(namespace, claim).map(nameOfWorkload)),
  quarantined: KINDS.map((kind) => store.quarantined(kind, namespace)),
  boundary: boundaryPage(store, namespace),
});
const nodePageOf = (store: FactStore, node: string): unknown => ({ node: store.node(node), daemons: store.daemonPodsOn(node) });
const bookOf = (store: FactStore): unknown => ({
  pages: NAMESPACES.map((namespace) => pageOf(store, namespace)),
  nodes: NODES.map((node) => nodePageOf(store, node)),
  objects: OBJECTS.map((key) => objectPage(store, key)),
  cluster: clusterPage(store),
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

/** What can be dirty, as text, since what the view hands out is alive. */
const textsOf = (store: FactStore): ReadonlyMap<string, string> =>
  new Map([
    ...NAMESPACES.map((namespace) => [namespace, JSON.stringify(pageOf(store, namespace))] as const),
    ...OBJECTS.map((key) => [key, JSON.stringify(objectPage(store, key)) ?? ""] as const),
  ]);

test("whatever differs in the view of a namespace or of an object that is judged itself is told as a change", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), step, (history, last) => {
      const cluster = new FactCluster();
      const world: World = new Map();
      for (const each of history) take(cluster, world, each);
      cluster.store.takeChanges();
      const before = textsOf(cluster.store);
      const nodesBefore = NODES.map((node) => JSON.stringify(agentsOn(cluster.store, node)));
      take(cluster, world, last);
      const { namespaces, nodes, objects, cluster: everything } = cluster.store.takeChanges();
      const differing = [...textsOf(cluster.store)].filter(([place, text]) => text !== before.get(place)).map(([place]) => place);
      expect(differing.filter((place) => !everything && !namespaces.has(place) && !objects.has(place))).toEqual([]);
      const differingNodes = NODES.filter((node, index) => JSON.stringify(agentsOn(cluster.store, node)) !== nodesBefore[index]);
      expect(differingNodes.filter((node) => !nodes.has(node))).toEqual([]);
      const concerned = differingNodes.flatMap((node) => podsOn(cluster.store, node));
      expect(concerned.filter(({ namespace }) => !namespaces.has(namespace))).toEqual([]);
    }),
    { numRuns: 500 },
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
