import type { Fact } from "../../src/facts/fact-by-kind.ts";
import type { FactKind } from "../../src/facts/facts.ts";
import { Interner } from "../../src/facts/interner.ts";
import { KINDS } from "../../src/facts/kinds.ts";
import { annotationKeys } from "../../src/facts/known-annotations.ts";
import type { Projection } from "../../src/facts/projection.ts";
import { FactStore } from "../../src/facts/store.ts";
import type { RawObject } from "./raw.ts";

/** A fact store that is fed raw objects as reflectors would feed it. */
export class FactCluster {
  readonly interner: Interner;
  readonly projection: Projection;
  readonly store: FactStore;
  nudges = 0;

  constructor(interner = new Interner()) {
    this.interner = interner;
    this.projection = { interner, annotationKeys: annotationKeys() };
    this.store = new FactStore(interner, () => this.nudges++);
  }

  /** The kinds are synced, and these objects are what they hold. */
  static of(...objects: readonly RawObject[]): FactCluster {
    const cluster = new FactCluster();
    for (const { kind } of KINDS) {
      cluster.list(kind, ...objects.filter((object) => object.kind === kind));
      cluster.store.setCoverage(kind, { state: "Synced" }, cluster.projection.annotationKeys);
    }
    cluster.store.takeChanges();
    cluster.nudges = 0;
    return cluster;
  }

  project(object: RawObject): Fact {
    const spec = KINDS.find(({ kind }) => kind === object.kind);
    if (!spec) throw new Error(`kind ${object.kind} is not watched`);
    return spec.project(object, this.projection);
  }

  begin(kind: FactKind): void {
    this.store.sink(kind).begin();
  }

  init(object: RawObject): void {
    this.store.sink<FactKind>(object.kind as FactKind).init(object.metadata.uid, this.project(object));
  }

  commit(kind: FactKind): void {
    this.store.sink(kind).commit();
  }

  /** A whole snapshot of a kind. */
  list(kind: FactKind, ...objects: readonly RawObject[]): void {
    this.begin(kind);
    for (const object of objects) this.init(object);
    this.commit(kind);
  }

  apply(...objects: readonly RawObject[]): void {
    for (const object of objects) this.store.sink<FactKind>(object.kind as FactKind).apply(object.metadata.uid, this.project(object));
  }

  remove(...objects: readonly RawObject[]): void {
    for (const object of objects) this.store.sink(object.kind as FactKind).remove(object.metadata.uid);
  }

  /** The namespaces that changed since they were last asked for, sorted. */
  changed(): string[] {
    return [...this.store.takeChanges().namespaces].sort();
  }
}
