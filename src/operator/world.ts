import type { KindSource } from "../cluster/reflector.ts";
import { GROUP, VERSION } from "../api/names.ts";
import { REPORT_KINDS, type ReportKindName } from "../api/report-apis.ts";
import type { Fact } from "../facts/fact-by-kind.ts";
import { FACT_KINDS, type Coverage, type FactKind } from "../facts/facts.ts";
import { Interner } from "../facts/interner.ts";
import { KINDS, type AnyKindSpec } from "../facts/kinds.ts";
import { annotationKeys } from "../facts/known-annotations.ts";
import { FactStore } from "../facts/store.ts";
import type { FactSink } from "../facts/table.ts";
import { judgedKeys } from "../scope/compile.ts";
import type { ExceptionFact, ScopeFact } from "../scope/compiled.ts";
import { readException, readScope } from "../scope/read.ts";
import { Declared } from "./declarations.ts";
import { ReportStore } from "./report-store.ts";

/** A kind that is watched: of the cluster, one of the two that declare, or one in which we report. */
export type WatchedKind = FactKind | "IsmsScope" | "ScopeException" | ReportKindName;

/** Whether it is a kind in which we report. */
export const isReportKind = (kind: WatchedKind): kind is ReportKindName => REPORT_KINDS.some((spec) => spec.kind === kind);

/** What is known of the cluster and of the declarations, kept current by reflectors. Turns read it and change nothing in it. */
export class World {
  readonly facts: FactStore;
  readonly scopes: Declared<ScopeFact>;
  readonly exceptions: Declared<ExceptionFact>;
  /** The reports that we have written. */
  readonly reports: ReportStore;
  readonly #interner = new Interner();
  readonly #onRereading: (kind: FactKind) => void;
  readonly #readWith = new Map<FactKind, ReadonlySet<string>>();
  #keys = annotationKeys();

  /** `onChange`: something is to be assessed. `onRereading`: a scope judges annotations that were not kept; read the kind again. */
  constructor(onChange: () => void, onRereading: (kind: FactKind) => void) {
    this.#onRereading = onRereading;
    this.facts = new FactStore(this.#interner, onChange);
    this.exceptions = new Declared(onChange);
    this.reports = new ReportStore(onChange);
    this.scopes = new Declared(() => {
      this.#keepJudgedAnnotations();
      onChange();
    });
  }

  /** Everything to watch, in the order in which to read it: declarations first, since they say which annotations to keep. */
  sources(): KindSource<WatchedKind>[] {
    const path = (plural: string) => `/apis/${GROUP}/${VERSION}/${plural}`;
    return [
      { kind: "IsmsScope", path: path("ismsscopes"), metadataOnly: false, project: readScope, sink: this.scopes },
      { kind: "ScopeException", path: path("scopeexceptions"), metadataOnly: false, project: usableException, sink: this.exceptions },
      ...this.reports.sources(),
      ...KINDS.map((spec) => this.#source(spec)),
    ];
  }

  setCoverage(kind: WatchedKind, coverage: Coverage): void {
    if (kind === "IsmsScope") this.scopes.coverage = coverage;
    else if (kind === "ScopeException") this.exceptions.coverage = coverage;
    else if (isReportKind(kind)) this.reports.setCoverage(kind, coverage);
    else this.facts.setCoverage(kind, coverage, this.#readWith.get(kind) ?? new Set());
  }

  coverage(kind: WatchedKind): Coverage {
    if (kind === "IsmsScope") return this.scopes.coverage;
    if (kind === "ScopeException") return this.exceptions.coverage;
    return isReportKind(kind) ? this.reports.coverage(kind) : this.facts.coverage(kind);
  }

  /** How many objects of the kind are remembered. */
  count(kind: WatchedKind): number {
    if (kind === "IsmsScope") return this.scopes.all().length;
    if (kind === "ScopeException") return this.exceptions.all().length;
    return isReportKind(kind) ? this.reports.count(kind) : this.facts.count(kind);
  }

  /** Objects set aside because they could not be understood. */
  quarantined(): ReadonlyMap<FactKind, number> {
    return new Map(FACT_KINDS.map((kind) => [kind, this.facts.quarantinedObjects(kind).length] as const).filter(([, count]) => count > 0));
  }

  /** The same objects by name, `Pod shop/web-1`, and why each was set aside. */
  setAside(): ReadonlyMap<string, string> {
    return new Map(
      FACT_KINDS.flatMap((kind) =>
        this.facts.quarantinedObjects(kind).map(({ uid, namespace, name = uid, problem }) => {
          const path = namespace === undefined ? name : `${namespace}/${name}`;
          return [`${kind} ${path}`, problem] as const;
        }),
      ),
    );
  }

  #source(spec: AnyKindSpec): KindSource<FactKind> {
    const { kind, path, metadataOnly, optional } = spec;
    const project = (raw: unknown) => spec.project(raw, { interner: this.#interner, annotationKeys: this.#keys });
    return { kind, path, metadataOnly, optional, project, sink: this.#noting(kind, this.facts.sink(kind)) };
  }

  /** A kind is known with the annotations that were kept when its list began. */
  #noting(kind: FactKind, sink: FactSink<Fact>): KindSource<FactKind, Fact>["sink"] {
    let keys = this.#keys;
    return {
      begin: () => {
        keys = this.#keys;
        sink.begin();
      },
      commit: () => {
        sink.commit();
        this.#readWith.set(kind, keys);
        this.facts.setCoverage(kind, this.facts.coverage(kind), keys);
      },
      init: (uid, fact) => sink.init(uid, fact),
      apply: (uid, fact) => sink.apply(uid, fact),
      remove: (uid) => sink.remove(uid),
      quarantine: (uid, namespace, name, error) => sink.quarantine(uid, namespace, name, error),
    };
  }

  /** Only what is judged is kept; when a scope judges more, what has been read so far must be read again. */
  #keepJudgedAnnotations(): void {
    const wanted = annotationKeys(judgedKeys(this.scopes.all()));
    if (wanted.isSubsetOf(this.#keys)) return;
    this.#keys = wanted.union(this.#keys);
    for (const { kind, keepsAnnotations } of KINDS) if (keepsAnnotations) this.#onRereading(kind);
  }
}

function usableException(raw: unknown): ExceptionFact {
  const reading = readException(raw);
  if (!reading.ok) throw new Error(reading.problem);
  return reading.fact;
}
