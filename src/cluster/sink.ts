import type { Identified } from "./codec.ts";

/**
 * Where facts of one kind go. All calls are synchronous.
 * Between `begin` and `commit` only `init` and `quarantine` are called, and they concern the snapshot that is being built;
 * what was known before stays until `commit`. A second `begin` throws an unfinished snapshot away.
 */
export interface Sink<F> {
  /** A snapshot of the whole kind starts. */
  begin(): void;
  /** An object of the snapshot. A uid may come more than once: the last one counts. */
  init(uid: string, fact: F): void;
  /** The snapshot is whole: what is not in it is gone, quarantined objects included. */
  commit(): void;
  /** An object was added or changed. Heals it, if it was quarantined. */
  apply(uid: string, fact: F): void;
  /** An object, perhaps a quarantined one, is gone. */
  remove(uid: string): void;
  /** The object exists, but nothing can be said about it. */
  quarantine(uid: string, namespace: string | undefined, name: string, error: unknown): void;
}

/** Turns objects into facts and hands them to the sink, as a snapshot or as changes. One projection that throws is one object set aside. */
export interface Intake<R extends Identified> {
  /** Whether a snapshot is being built. */
  readonly building: boolean;
  begin(): void;
  put(object: R): void;
  remove(object: R): void;
  commit(): void;
}

export const createIntake = <R extends Identified, F>(sink: Sink<F>, project: (object: R) => F): Intake<R> => {
  /** Deleted while the snapshot was being built; undefined when none is. */
  let gone: Set<string> | undefined;
  return {
    get building() {
      return gone !== undefined;
    },
    begin() {
      gone = new Set();
      sink.begin();
    },
    put(object) {
      const { uid, namespace, name } = object.metadata;
      let fact: F;
      try {
        fact = project(object);
      } catch (error) {
        sink.quarantine(uid, namespace, name, error);
        return;
      }
      if (gone) {
        sink.init(uid, fact);
      } else {
        sink.apply(uid, fact);
      }
    },
    remove(object) {
      if (gone) {
        gone.add(object.metadata.uid);
      } else {
        sink.remove(object.metadata.uid);
      }
    },
    commit() {
      sink.commit();
      const late = gone ?? [];
      gone = undefined;
      for (const uid of late) {
        sink.remove(uid);
      }
    },
  };
};
