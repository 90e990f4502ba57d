import type { FactByKind } from "./fact-by-kind.ts";
import type { FactKind } from "./facts.ts";
import type { Projection } from "./projection.ts";

/** How a kind is read, and what is remembered of its objects. RBAC, the reflector and the store follow from it. */
export interface KindSpec<K extends FactKind = FactKind> {
  readonly kind: K;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  /** Path of the list over all namespaces. */
  readonly path: string;
  readonly namespaced: boolean;
  /** Read as PartialObjectMetadata: spec and status are not needed. */
  readonly metadataOnly: boolean;
  /** Its facts hold annotations: it must be listed anew when scopes name further keys. */
  readonly keepsAnnotations: boolean;
  /** Of an API that a cluster may lack: that nothing serves it means that there are no objects of it, not that it cannot be read. */
  readonly optional: boolean;
  readonly verbs: readonly ["list", "watch"];
  /** Never throws for an object that an API server accepts; throws an Error for one without metadata, uid or name. */
  project(raw: unknown, projection: Projection): FactByKind[K];
}

type Declared<K extends FactKind> = Omit<KindSpec<K>, "path" | "verbs" | "optional"> & { readonly optional?: true };

/** A kind from its declaration; the list path follows from group, version and plural. Not optional unless it says so. */
export const defineKind = <K extends FactKind>(declared: Declared<K>): KindSpec<K> => {
  const root = declared.group === "" ? "/api" : `/apis/${declared.group}`;
  return { optional: false, ...declared, path: `${root}/${declared.version}/${declared.plural}`, verbs: ["list", "watch"] };
};
