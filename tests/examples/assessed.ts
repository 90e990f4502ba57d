import { readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import type { ScopeSummary } from "../../src/assess/assessment.ts";
import { assess } from "../../src/assess/snapshot.ts";
import { CHECKS } from "../../src/checks/registry.generated.ts";
import { judgedKeys } from "../../src/scope/compile.ts";
import { readException, readScope } from "../../src/scope/read.ts";
import { type Manifest, node } from "../builders/manifests.ts";
import { factsOf } from "../builders/world.ts";
import type { Example } from "./drift.ts";

/** An example's scope over its cluster, as the operator would judge it while the controllers run their pods. */

export const NODE = "node-1";
/** The instant of a test that is not about time. */
export const NOW = "2026-11-23T12:00:00Z";

/** The objects of a file, each with the uid that an API server would give it, and a namespace with its name as a label. */
const read = (example: Example, file: string): Manifest[] =>
  (loadAll(readFileSync(new URL(`../../examples/${example}/${file}`, import.meta.url), "utf8")) as Manifest[]).map((object) => {
    const { name, namespace = "" } = object.metadata;
    const uid = `${object.kind}/${namespace}/${name}`;
    const labels = {
      ...(object.metadata["labels"] as object | undefined),
      ...(object.kind === "Namespace" && { "kubernetes.io/metadata.name": name }),
    };
    return { ...object, metadata: { generation: 1, ...object.metadata, labels, uid } };
  });

interface Template {
  readonly metadata: object;
  readonly spec: object;
}

/** The pod that a controller keeps running; none for one that waits for its hour. */
const podOf = ({ apiVersion, kind, metadata, spec }: Manifest): Manifest[] => {
  const { template } = (spec ?? {}) as { template?: Template };
  if (template === undefined) return [];
  const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true };
  const { namespace = "", name, uid } = metadata;
  return [
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { ...template.metadata, namespace, name: `${name}-1`, uid: `${uid}/1`, ownerReferences: [owner] },
      spec: { ...template.spec, nodeName: NODE },
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    },
  ];
};

export const inRegion = (region: string): Manifest => node(NODE, { labels: { "topology.kubernetes.io/region": region } });

interface Circumstances {
  readonly exceptions?: readonly string[];
  /** The one node of the cluster. */
  readonly runsOn?: Manifest;
}

/** The scope of an example over its cluster, at an instant. */
export const assessed = (
  example: Example,
  now: string,
  { exceptions = [], runsOn = inRegion("us-east-1") }: Circumstances = {},
): ScopeSummary => {
  const scopes = read(example, "scope.yaml").map(readScope);
  const written = read(example, "cluster.yaml");
  const facts = factsOf([...written, ...written.flatMap(podOf), runsOn], judgedKeys(scopes));
  const readings = exceptions.flatMap((file) => read(example, file)).map(readException);
  const { snapshot } = assess({
    previous: undefined,
    dirty: "all",
    dirtyObjects: new Set(),
    now: Date.parse(now),
    facts,
    scopes,
    exceptions: readings.flatMap((reading) => (reading.ok ? [reading.fact] : [])),
    exceptionsRead: true,
    checks: CHECKS,
    keepsAnnotations: (keys) => facts.keepsAnnotations(keys),
    quarantined: new Map(),
    system: ["kube-*"],
  });
  const summary = snapshot.scopes.get(example);
  if (summary === undefined) throw new Error(`no scope ${example}`);
  return summary;
};
