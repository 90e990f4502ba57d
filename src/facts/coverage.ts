import type { Coverage, FactKind } from "./facts.ts";
import { KINDS } from "./kinds.ts";

/** How far a kind is known, and which annotations its facts were read with. */
interface Known {
  readonly coverage: Coverage;
  readonly annotationKeys: ReadonlySet<string>;
}

const SYNCING: Known = { coverage: { state: "Syncing" }, annotationKeys: new Set() };

const messageOf = (coverage: Coverage): string | undefined => ("message" in coverage ? coverage.message : undefined);

const sameCoverage = (a: Coverage, b: Coverage): boolean => a.state === b.state && messageOf(a) === messageOf(b);

const sameKeys = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && a.isSubsetOf(b);

/** How far each kind is known. A kind of which nobody spoke is syncing. */
export class CoverageByKind {
  readonly #known = new Map<FactKind, Known>();

  of(kind: FactKind): Coverage {
    return (this.#known.get(kind) ?? SYNCING).coverage;
  }

  /** Returns whether that is anything new. */
  set(kind: FactKind, coverage: Coverage, annotationKeys: ReadonlySet<string>): boolean {
    const before = this.#known.get(kind) ?? SYNCING;
    this.#known.set(kind, { coverage, annotationKeys });
    return !sameCoverage(before.coverage, coverage) || !sameKeys(before.annotationKeys, annotationKeys);
  }

  /** Whether all synced kinds that have annotations were read with these keys. */
  keepsAnnotations(keys: ReadonlySet<string>): boolean {
    return KINDS.every(({ kind, keepsAnnotations }) => {
      const { coverage, annotationKeys } = this.#known.get(kind) ?? SYNCING;
      return !keepsAnnotations || coverage.state !== "Synced" || keys.isSubsetOf(annotationKeys);
    });
  }
}
