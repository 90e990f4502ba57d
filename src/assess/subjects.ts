import type { Subject, SubjectType } from "../checks/check.ts";
import type { FactByKind, ObjectKind } from "../facts/fact-by-kind.ts";
import type { NamespaceFact, VolumeClaimFact } from "../facts/facts.ts";
import { apiVersionOf } from "../facts/kinds.ts";
import type { FactsView, Workload } from "../facts/view.ts";
import type { Membership } from "../scope/compiled.ts";
import type { SubjectRef } from "./assessment.ts";
import type { Judged } from "./engine.ts";

/** The subjects that a namespace holds: how they are found there, and how findings and exceptions name them. */

/** A namespace in an environment of the scope. */
export type Inside = Pick<Subject<"Workload">, "namespace" | "environment">;

type Lister = (facts: FactsView, inside: Inside) => readonly Judged[];
/** Kinds whose objects are subjects as they are. */
type PlainKind = Extract<SubjectType, ObjectKind>;

export const namespaceSubject = (namespace: NamespaceFact, membership: Membership): Judged => ({
  subject: { type: "Namespace", namespace, membership },
  ref: { apiVersion: "v1", kind: "Namespace", name: namespace.name, uid: namespace.uid },
  labels: namespace.labels,
  namespace: namespace.name,
});

const workloadRef = ({ apiVersion, kind, namespace, name, uid }: Workload): SubjectRef => ({
  apiVersion,
  kind,
  namespace,
  name,
  ...(uid === "" ? {} : { uid }),
});

const workloadSubject = (inside: Inside, workload: Workload): Judged => ({
  subject: { type: "Workload", ...inside, workload },
  ref: workloadRef(workload),
  labels: workload.labels,
  namespace: workload.namespace,
});

export const neighbourSubject = (namespace: NamespaceFact, workload: Workload): Judged => ({
  subject: { type: "Neighbour", namespace, workload },
  ref: workloadRef(workload),
  labels: workload.labels,
  namespace: workload.namespace,
});

const claimSubject = (inside: Inside, claim: VolumeClaimFact): Judged => {
  const { namespace, name, uid, labels } = claim;
  return {
    subject: { type: "VolumeClaim", ...inside, claim },
    ref: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
    labels,
    namespace,
  };
};

const objectSubjects =
  <K extends PlainKind>(kind: K, apiVersion = apiVersionOf(kind)): Lister =>
  (facts, inside) =>
    facts.objects(kind, inside.namespace.name).map((object: FactByKind[K]): Judged => {
      const { namespace, name, uid, labels } = object;
      return {
        // TypeScript does not see that a member of the union is made for each kind.
        subject: { type: kind, ...inside, object } as Subject,
        ref: { apiVersion, kind, namespace, name, uid },
        labels,
        namespace,
      };
    });

/** Every type of subject that a namespace in scope holds, in the order in which findings come about. */
export const SUBJECTS_INSIDE: readonly (readonly [SubjectType, Lister])[] = [
  ["Workload", (facts, inside) => facts.workloads(inside.namespace.name).map((workload) => workloadSubject(inside, workload))],
  ["VolumeClaim", (facts, inside) => facts.volumeClaims(inside.namespace.name).map((claim) => claimSubject(inside, claim))],
  ["Service", objectSubjects("Service")],
  ["Ingress", objectSubjects("Ingress")],
  ["Gateway", objectSubjects("Gateway")],
  ["HTTPRoute", objectSubjects("HTTPRoute")],
  ["NetworkPolicy", objectSubjects("NetworkPolicy")],
  ["RoleBinding", objectSubjects("RoleBinding")],
  ["ServiceAccount", objectSubjects("ServiceAccount")],
];
