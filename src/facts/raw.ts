import type { V1ObjectMeta } from "@kubernetes/client-node";

/**
 * An object as JSON brings it: the API's own types, but anything may be absent or null, and instants are text.
 * Legal objects lack more than the generated types say (a pod without labels, `containers: null` in a template).
 */
export type Raw<T> = T extends Date
  ? string
  : T extends readonly (infer E)[]
    ? readonly Raw<E>[]
    : T extends object
      ? { readonly [K in keyof T]?: Raw<T[K]> | null }
      : T;

/** `metadata` with what every served object has. */
export type RawMeta = Raw<V1ObjectMeta> & { readonly name: string; readonly uid: string };

const filled = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Metadata of an object. Throws an Error that names what is missing, and no content, when it has no name or uid. */
export const metadataOf = (raw: unknown): RawMeta => {
  const metadata = (raw as { readonly metadata?: Raw<V1ObjectMeta> | null } | null | undefined)?.metadata;
  if (typeof metadata !== "object" || metadata === null) throw new Error("object without metadata");
  if (!filled(metadata.uid)) throw new Error("object without metadata.uid");
  if (!filled(metadata.name)) throw new Error("object without metadata.name");
  return metadata as RawMeta;
};

/** The namespace of an object of a namespaced kind. Throws an Error when it has none. */
export const namespaceOf = (metadata: RawMeta): string => {
  if (!filled(metadata.namespace)) throw new Error("object of a namespaced kind without metadata.namespace");
  return metadata.namespace;
};
