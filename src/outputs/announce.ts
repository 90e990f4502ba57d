import { hash } from "node:crypto";
import { API_VERSION } from "../api/names.ts";
import type { ExceptionFact, ScopeFact } from "../scope/compiled.ts";
import type { EventAction, ObjectRef } from "./action.ts";
import { cut, cutBytes } from "./text.ts";

/** Limits of events.k8s.io/v1. */
const MAX_NOTE_BYTES = 1024;
const MAX_WORD = 128;
/** The object's name in the event's name, so that a person can find it; the digest makes it unique. */
const MAX_PREFIX = 63;
/** Where events about cluster-scoped objects live (the API server accepts no other namespace for them). */
const CLUSTER_SCOPED_EVENTS = "default";

/** A transition to be told once. */
export interface Announcement {
  readonly regarding: ObjectRef;
  readonly related?: ObjectRef;
  /** What makes this transition differ from every other: the same identity gives the same event name, which is refused as existing. */
  readonly identity: readonly (string | number)[];
  readonly kind: "Normal" | "Warning";
  readonly reason: string;
  /** What the operator did, one CamelCase word. */
  readonly action: string;
  readonly note: string;
  /** Epoch ms. */
  readonly at: number;
  readonly basis: object;
}

/** Twenty hex digits that stand for the parts in this order. */
export const fingerprint = (parts: readonly (string | number)[]): string => hash("sha256", JSON.stringify(parts), "hex").slice(0, 20);

const prefix = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^-a-z0-9]+/g, "-")
    .slice(0, MAX_PREFIX)
    .replace(/^-+|-+$/g, "") || "isms-scope";

/** The event that tells a transition, bounded as the API server demands. */
export const announcement = (a: Announcement): EventAction => {
  const namespace = a.regarding.namespace ?? CLUSTER_SCOPED_EVENTS;
  const name = `${prefix(a.regarding.name)}.${fingerprint(a.identity)}`;
  return {
    type: "Event",
    key: `event/${namespace}/${name}`,
    basis: a.basis,
    name,
    namespace,
    regarding: a.regarding,
    ...(a.related && { related: a.related }),
    kind: a.kind,
    reason: cut(a.reason, MAX_WORD),
    action: cut(a.action, MAX_WORD),
    note: cutBytes(a.note, MAX_NOTE_BYTES),
    at: a.at,
  };
};

/** A scope as events refer to it. */
export const scopeRef = (scope: Pick<ScopeFact, "name" | "uid">): ObjectRef => ({
  apiVersion: API_VERSION,
  kind: "IsmsScope",
  name: scope.name,
  uid: scope.uid,
});

/** An exception as events refer to it. */
export const exceptionRef = (exception: Pick<ExceptionFact, "name" | "uid">): ObjectRef => ({
  apiVersion: API_VERSION,
  kind: "ScopeException",
  name: exception.name,
  uid: exception.uid,
});

/** A namespace as events refer to it. */
export const namespaceRef = (namespace: { readonly name: string; readonly uid: string }): ObjectRef => ({
  apiVersion: "v1",
  kind: "Namespace",
  name: namespace.name,
  uid: namespace.uid,
});
