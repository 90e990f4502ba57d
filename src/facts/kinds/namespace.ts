import type { V1ManagedFieldsEntry, V1Namespace } from "@kubernetes/client-node";
import { FIELD_MANAGER, NAMESPACE_LABEL_KEYS } from "../../api/names.ts";
import type { StringMap } from "../facts.ts";
import { sortedEntries } from "../interner.ts";
import { defineKind } from "../kind-spec.ts";
import { annotationsOf, labelsOf, type Projection } from "../projection.ts";
import { metadataOf, type Raw, type RawMeta } from "../raw.ts";

type Managed = Raw<V1ManagedFieldsEntry>;
/** `fieldsV1` as far as it is read: a set of field paths as nested objects (KEP-555). */
interface FieldSet {
  readonly "f:metadata"?: { readonly "f:labels"?: Readonly<Record<string, unknown>> | null } | null;
}

const heldLabels = (entry: Managed): string[] => {
  const labels = (entry.fieldsV1 as FieldSet | null | undefined)?.["f:metadata"]?.["f:labels"] ?? {};
  return NAMESPACE_LABEL_KEYS.filter((key) => Object.hasOwn(labels, `f:${key}`));
};

/** An Update under our name is not ours: we only ever apply, and what an Update holds our next apply does not release. */
const isOurs = (entry: Managed): boolean => entry.manager === FIELD_MANAGER && entry.operation === "Apply";

const ownLabelsOf = (metadata: RawMeta): string[] => {
  const held = new Set((metadata.managedFields ?? []).filter(isOurs).flatMap(heldLabels));
  return NAMESPACE_LABEL_KEYS.filter((key) => held.has(key));
};

/** Where several managers hold a key, the first by name stands for all. */
const foreignLabelsOf = (metadata: RawMeta, { interner }: Projection): StringMap => {
  const holders: Record<string, string> = {};
  for (const entry of metadata.managedFields ?? []) {
    if (isOurs(entry)) continue;
    const manager = entry.manager ?? "";
    for (const key of heldLabels(entry)) {
      const known = holders[key];
      if (known === undefined || manager < known) holders[key] = manager;
    }
  }
  return interner.map(sortedEntries(holders));
};

/** What a scope is made of. */
export const namespaceKind = defineKind({
  kind: "Namespace",
  group: "",
  version: "v1",
  plural: "namespaces",
  namespaced: false,
  metadataOnly: false,
  keepsAnnotations: true,
  project(raw, projection) {
    const metadata = metadataOf(raw);
    const { status } = raw as Raw<V1Namespace>;
    return {
      kind: "Namespace",
      uid: metadata.uid,
      name: metadata.name,
      labels: labelsOf(metadata, projection),
      annotations: annotationsOf(metadata, projection),
      terminating: Boolean(metadata.deletionTimestamp) || status?.phase === "Terminating",
      foreignLabels: foreignLabelsOf(metadata, projection),
      ownLabels: projection.interner.names(ownLabelsOf(metadata)),
    };
  },
});
