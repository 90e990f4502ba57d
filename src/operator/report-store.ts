import type { RawObject } from "../cluster/codec.ts";
import type { KindSource } from "../cluster/reflector.ts";
import type { Sink } from "../cluster/sink.ts";
import { API_VERSION, FIELD_MANAGER } from "../api/names.ts";
import {
  CONTENT_HASH,
  MANAGED_BY,
  REPORT_KINDS,
  reportKind,
  type ReportApi,
  type ReportKindName,
  type ReportKindSpec,
} from "../api/report-apis.ts";
import type { Coverage } from "../facts/facts.ts";
import { placeKey, type ReportFact, type ReportPlace, type ReportsView } from "../outputs/reports/observed.ts";

/** Metadata of a report, as far as it is read. */
interface ReportMetadata {
  readonly uid: string;
  readonly name: string;
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly { readonly apiVersion: string; readonly kind: string; readonly uid: string }[];
  readonly managedFields?: readonly ManagedFields[];
}

interface ManagedFields {
  readonly manager?: string;
  readonly operation?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

/** What we write of a report, as managed fields call it: the content whole, or field by field. */
const CONTENT = ["f:scope", "f:summary", "f:results"] as const;
const COUNTS = ["f:pass", "f:fail", "f:warn", "f:error", "f:skip"] as const;

const isOurs = ({ manager, operation }: ManagedFields): boolean => manager === FIELD_MANAGER && operation === "Apply";

/**
 * Whether the content is still what we applied. Whoever changes a field holds it from then on, and we do not; who takes one away
 * leaves it to nobody. So the managed fields tell a foreign edit, though our hash still stands beside it.
 */
const isIntact = (fields: readonly ManagedFields[]): boolean => {
  const held = fields.find(isOurs)?.fieldsV1 ?? {};
  const summary: object = held["f:summary"] ?? {};
  return (
    CONTENT.every((field) => field in held) &&
    COUNTS.every((field) => field in summary) &&
    fields.filter((each) => !isOurs(each)).every(({ fieldsV1 = {} }) => CONTENT.every((field) => !(field in fieldsV1)))
  );
};

/** Undefined for a report that bears our label, but is not of the operator's making: it is left alone. */
const readReport = (api: ReportApi, raw: RawObject): ReportFact | undefined => {
  const { uid, name, namespace, annotations, ownerReferences, managedFields } = raw.metadata as ReportMetadata;
  const hash = annotations?.[CONTENT_HASH];
  const fields = managedFields ?? [];
  if (hash === undefined && !fields.some(isOurs)) return undefined;
  const owner = ownerReferences?.find(({ apiVersion, kind }) => apiVersion === API_VERSION && kind === "IsmsScope");
  return { uid, api, namespace, name, hash: hash ?? "", owner: owner?.uid, intact: isIntact(fields) };
};

/** The reports of ours in the cluster, without their content. Fed by a reflector of each kind; every call is synchronous. */
export class ReportStore implements ReportsView {
  readonly #kinds = new Map<ReportKindName, { coverage: Coverage; reports: Map<string, ReportFact> }>(
    REPORT_KINDS.map(({ kind }) => [kind, { coverage: { state: "Syncing" }, reports: new Map() }]),
  );
  readonly #byPlace = new Map<string, ReportFact>();
  /** What stands for a report that was looked for and is not there; another object after it was there. */
  readonly #absences = new Map<string, object>();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  sources(): KindSource<ReportKindName>[] {
    return REPORT_KINDS.map((spec) => {
      const { kind } = spec;
      return {
        kind,
        path: `/apis/${spec.apiVersion}/${spec.plural}`,
        metadataOnly: true,
        optional: true,
        labelSelector: `${MANAGED_BY.key}=${MANAGED_BY.value}`,
        project: (raw) => readReport(spec.api, raw),
        sink: this.#sink(spec),
      };
    });
  }

  coverage(kind: ReportKindName): Coverage {
    return this.#of(kind).coverage;
  }

  /** A kind that comes back is looked at afresh: what was planned while it was away is planned anew. */
  setCoverage(kind: ReportKindName, coverage: Coverage): void {
    this.#of(kind).coverage = coverage;
    if (coverage.state === "Synced") this.#absences.clear();
  }

  count(kind: ReportKindName): number {
    return this.#of(kind).reports.size;
  }

  isRead(api: ReportApi, namespaced: boolean): boolean {
    return this.coverage(reportKind(api, namespaced).kind).state === "Synced";
  }

  *all(): Iterable<ReportFact> {
    for (const { coverage, reports } of this.#kinds.values()) if (coverage.state === "Synced") yield* reports.values();
  }

  observe(place: ReportPlace): { readonly fact: ReportFact | undefined; readonly basis: object } {
    const key = placeKey(place);
    const fact = this.#byPlace.get(key);
    return { fact, basis: fact ?? this.#absence(key) };
  }

  #absence(key: string): object {
    const known = this.#absences.get(key) ?? {};
    this.#absences.set(key, known);
    return known;
  }

  #of(kind: ReportKindName) {
    return this.#kinds.get(kind) as { coverage: Coverage; reports: Map<string, ReportFact> };
  }

  #put(kind: ReportKindName, uid: string, fact: ReportFact | undefined): void {
    this.#take(kind, uid);
    if (fact === undefined) return;
    this.#of(kind).reports.set(uid, fact);
    this.#byPlace.set(placeKey(fact), fact);
    this.#absences.delete(placeKey(fact));
  }

  #take(kind: ReportKindName, uid: string): void {
    const { reports } = this.#of(kind);
    const fact = reports.get(uid);
    reports.delete(uid);
    // One of the same name may have come in its place before we heard that this one went.
    if (fact && this.#byPlace.get(placeKey(fact)) === fact) this.#byPlace.delete(placeKey(fact));
  }

  #sink(spec: ReportKindSpec): Sink<ReportFact | undefined> {
    const { kind } = spec;
    let incoming = new Map<string, ReportFact | undefined>();
    return {
      begin: () => void (incoming = new Map()),
      init: (uid, fact) => void incoming.set(uid, fact),
      commit: () => {
        for (const uid of this.#of(kind).reports.keys()) this.#take(kind, uid);
        for (const [uid, fact] of incoming) this.#put(kind, uid, fact);
        incoming = new Map();
        this.#changed();
      },
      apply: (uid, fact) => {
        this.#put(kind, uid, fact);
        this.#changed();
      },
      remove: (uid) => {
        this.#take(kind, uid);
        this.#changed();
      },
      quarantine: () => undefined,
    };
  }
}
