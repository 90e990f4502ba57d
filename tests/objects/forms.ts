import fc from "fast-check";
import { FACT_KINDS, type FactKind } from "../../src/facts/facts.ts";
import { boundaryFields } from "./boundary-forms.ts";
import { logAgent, raw, type RawObject, running } from "./raw.ts";

/** Objects of a small cluster in the few forms that differ in all that is judged. */

export const NAMESPACES = ["shop", "bank"] as const;
export const NODES = ["node-1", "node-2"] as const;
const OWNER_KINDS = ["Deployment", "ReplicaSet", "Job", "CronJob", "DaemonSet", "StatefulSet"] as const;

export interface Slot {
  readonly kind: FactKind;
  readonly name: string;
  readonly namespace: (typeof NAMESPACES)[number];
}

/** An object as it is at one time; `life` counts how often it was deleted and created again. */
export interface Form {
  readonly slot: Slot;
  readonly life: number;
  readonly look: {
    readonly label: string;
    readonly owner: Slot | undefined;
    readonly flag: boolean;
    readonly node: string;
    readonly far: string;
  };
}

export const slot: fc.Arbitrary<Slot> = fc.record({
  kind: fc.oneof({ weight: 2, arbitrary: fc.constant("Pod" as const) }, { weight: 3, arbitrary: fc.constantFrom(...FACT_KINDS) }),
  name: fc.constantFrom("a", "b"),
  namespace: fc.constantFrom(...NAMESPACES),
});
const owner = fc.record({
  kind: fc.constantFrom(...OWNER_KINDS),
  name: fc.constantFrom("a", "b"),
  namespace: fc.constantFrom(...NAMESPACES),
});
export const form: fc.Arbitrary<Form> = fc.record({
  slot,
  life: fc.integer({ min: 1, max: 2 }),
  look: fc.record({
    label: fc.constantFrom("x", "y"),
    owner: fc.option(owner, { nil: undefined }),
    flag: fc.boolean(),
    node: fc.constantFrom(...NODES),
    far: fc.constantFrom(...NAMESPACES),
  }),
});

const CLUSTERED: readonly FactKind[] = ["Namespace", "Node", "ClusterRole", "ClusterRoleBinding"];
const clustered = ({ kind }: Slot): boolean => CLUSTERED.includes(kind);
/** A name that one live object at a time can have. */
export const place = (at: Slot): string => `${at.kind}/${clustered(at) ? "" : at.namespace}/${at.name}`;
const nameOf = ({ kind, name }: Slot): string => {
  if (kind === "Node") return name === "a" ? "node-1" : "node-2";
  if (kind === "Namespace") return name === "a" ? "shop" : "bank";
  return name;
};
const uidOf = (at: Slot, life: number): string => `${place(at)}#${life}`;

export const rawOf = ({ slot: at, life, look }: Form): RawObject => {
  const above = look.owner && { ...look.owner, apiVersion: "apps/v1", uid: uidOf({ ...look.owner, namespace: at.namespace }, 1) };
  const volumes = look.flag ? [{ name: "v", persistentVolumeClaim: { claimName: "a" } }] : [];
  const template = { template: { metadata: { labels: { app: look.label } }, spec: { volumes } } };
  const controllerSpec = { ...template, jobTemplate: { spec: template }, volumeClaimTemplates: [{ metadata: { name: "v" } }] };
  const podSpec = look.flag ? logAgent(look.node) : running(look.node);
  const boundary = boundaryFields(at.kind, look);
  return raw[at.kind]({
    name: nameOf(at),
    namespace: at.namespace,
    uid: uidOf(at, life),
    labels: {
      app: look.label,
      ...(at.kind === "Namespace" ? { "kubernetes.io/metadata.name": nameOf(at) } : {}),
      ...(look.flag ? { "pod-template-hash": "a" } : {}),
    },
    ...(above && !clustered(at) ? { owner: above } : {}),
    spec: boundary.spec ?? (at.kind === "Pod" ? podSpec : controllerSpec),
    ...(boundary.fields && { fields: boundary.fields }),
    ...(boundary.annotations && { annotations: boundary.annotations }),
    status: {
      phase: look.label === "y" && look.flag ? "Succeeded" : "Running",
      conditions: [{ type: look.flag ? "Ready" : "Complete", status: "True" }],
    },
  });
};
