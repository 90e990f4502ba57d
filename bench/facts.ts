import { FactStore } from "../src/facts/store.ts";
import { Interner } from "../src/facts/interner.ts";
import { annotationKeys } from "../src/facts/known-annotations.ts";
import { podKind } from "../src/facts/kinds/pod.ts";

/**
 * What a pod costs in memory once it is a fact: `node --expose-gc bench/facts.ts [pods] [pods per owner]`.
 * Each pod comes as one line of about 10 KB of JSON, as a watch sends it, and the line is dropped once it is projected.
 */

const pods = Number(process.argv[2] ?? 10_000);
const perOwner = Number(process.argv[3] ?? 10);
const namespaces = 500;

const hex = (value: number): string => value.toString(16).padStart(12, "0");

const line = (index: number): string => {
  const owner = Math.floor(index / perOwner);
  const name = `service-${owner}-7d9f8c6b5-${hex(index).slice(-5)}`;
  const container = {
    name: "app",
    image: `registry.example/team-${owner % 40}/service-${owner}:1.2.3`,
    env: Array.from({ length: 40 }, (_, at) => ({ name: `VARIABLE_${at}`, value: "v".repeat(100) })),
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: `namespace-${owner % namespaces}`,
      uid: `0b5c3f6e-7a41-4d55-9c1e-${hex(index)}`,
      labels: { "app.kubernetes.io/name": `service-${owner}`, team: `team-${owner % 40}`, "pod-template-hash": "7d9f8c6b5" },
      annotations: { "isms-scope.io/data-classification": "Confidential", "note.example/filler": "x".repeat(3000) },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: `service-${owner}-7d9f8c6b5`, uid: `owner-${hex(owner)}`, controller: true },
      ],
    },
    spec: {
      nodeName: `node-${index % 300}`,
      serviceAccountName: "service",
      containers: [container, { name: "logs", image: "fluent/fluent-bit:4.1" }],
    },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  });
};

const collect = globalThis.gc;
if (!collect) throw new Error("run it with --expose-gc");
const heap = (): number => {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const interner = new Interner();
const projection = { interner, annotationKeys: annotationKeys() };
const store = new FactStore(interner, () => undefined);
const sink = store.sink("Pod");

const before = heap();
let projecting = 0;
sink.begin();
for (let index = 0; index < pods; index++) {
  const raw: unknown = JSON.parse(line(index));
  const start = performance.now();
  const fact = podKind.project(raw, projection);
  sink.init(fact.uid, fact);
  projecting += performance.now() - start;
}
const committing = performance.now();
sink.commit();
const committed = performance.now() - committing;
const after = heap();

const grouping = performance.now();
let workloads = 0;
for (let index = 0; index < namespaces; index++) workloads += store.workloads(`namespace-${index}`).length;
const grouped = performance.now() - grouping;

const figures = {
  pods: store.count("Pod"),
  podsPerOwner: perOwner,
  bytesOfOneLine: line(0).length,
  bytesPerPod: Math.round((after - before) / pods),
  interned: interner.size,
  microsecondsToProject: Number(((projecting * 1000) / pods).toFixed(1)),
  millisecondsToCommit: Number(committed.toFixed(1)),
  millisecondsToGroupAll: Number(grouped.toFixed(1)),
  workloads,
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
