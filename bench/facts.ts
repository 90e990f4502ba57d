import type { FactKind } from "../src/facts/facts.ts";
import { Interner } from "../src/facts/interner.ts";
import { KINDS } from "../src/facts/kinds.ts";
import { annotationKeys } from "../src/facts/known-annotations.ts";
import { FactStore } from "../src/facts/store.ts";
import { FACT_NAMESPACES, networkPolicyLine, podLine, roleBindingLine, serviceLine } from "./fact-lines.ts";

/**
 * What an object costs in memory once it is a fact: `node --expose-gc bench/facts.ts [pods] [pods per owner] [others]`.
 * Each comes as one line of JSON, as a watch sends it, and the line is dropped once it is projected.
 */

const pods = Number(process.argv[2] ?? 10_000);
const perOwner = Number(process.argv[3] ?? 10);
const others = Number(process.argv[4] ?? 5000);

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

/** Reads so many objects of a kind into the store, which also indexes them. */
const read = (kind: FactKind, count: number, line: (index: number) => string) => {
  const spec = KINDS.find((each) => each.kind === kind);
  if (!spec) throw new Error(`${kind} is not watched`);
  const sink = store.sink(kind);
  const before = heap();
  let projecting = 0;
  sink.begin();
  for (let index = 0; index < count; index++) {
    const raw: unknown = JSON.parse(line(index));
    const start = performance.now();
    const fact = spec.project(raw, projection);
    sink.init(fact.uid, fact);
    projecting += performance.now() - start;
  }
  const committing = performance.now();
  sink.commit();
  const committed = performance.now() - committing;
  return {
    count: store.count(kind),
    bytesOfOneLine: line(0).length,
    bytesPerObject: Math.round((heap() - before) / count),
    microsecondsToProject: Number(((projecting * 1000) / count).toFixed(1)),
    millisecondsToCommit: Number(committed.toFixed(1)),
  };
};

const figures = {
  Pod: { perOwner, ...read("Pod", pods, (index) => podLine(index, perOwner)) },
  Service: read("Service", others, serviceLine),
  NetworkPolicy: read("NetworkPolicy", others, networkPolicyLine),
  RoleBinding: read("RoleBinding", others, roleBindingLine),
};

const grouping = performance.now();
let workloads = 0;
for (let index = 0; index < FACT_NAMESPACES; index++) workloads += store.workloads(`namespace-${index}`).length;
const grouped = Number((performance.now() - grouping).toFixed(1));

process.stdout.write(`${JSON.stringify({ ...figures, interned: interner.size, workloads, millisecondsToGroupAll: grouped }, null, 2)}\n`);
