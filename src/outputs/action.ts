import type { ExceptionStatus } from "../api/exception.ts";
import type { ReportKindSpec } from "../api/report-apis.ts";
import type { ScopeStatus } from "../api/status.ts";
import type { StringMap } from "../facts/facts.ts";

/** Something to be written, as a value. Only cluster/writer performs it. */
export type Action = LabelsAction | StatusAction | ExceptionStatusAction | ReportAction | EventAction;

interface Keyed {
  /** What it is about: of several actions with one key only the newest is carried out, never two at once. */
  readonly key: string;
  /** What was observed when it was planned; planning the same from the same observation is not a new write. */
  readonly basis: object;
}

/** A write that ends a transition: its events are created first, so that a crash in between neither loses nor repeats them. */
interface Announced extends Keyed {
  readonly announce: readonly EventAction[];
}

/** The whole set of our labels on a namespace, by server-side apply; empty releases what we hold. */
export interface LabelsAction extends Announced {
  readonly type: "Labels";
  readonly namespace: string;
  readonly uid: string;
  readonly labels: StringMap;
  /**
   * Label keys of ours that another field manager put there and that must go. Server-side apply cannot remove what we do not
   * hold, so the writer also sends a JSON merge patch with null for these keys, with the uid as precondition. Absent: none.
   */
  readonly remove?: readonly string[];
  /** Overrule another field manager. */
  readonly force: boolean;
  /** Wait this long first (ms): another manager fights for the label. */
  readonly delay: number;
}

/** The whole status of a scope, by server-side apply to the status subresource. */
export interface StatusAction extends Announced {
  readonly type: "Status";
  readonly scope: string;
  readonly uid: string;
  readonly status: ScopeStatus;
}

/** The whole status of an exception, by server-side apply to the status subresource. */
export interface ExceptionStatusAction extends Announced {
  readonly type: "ExceptionStatus";
  readonly exception: string;
  /** The scope that it names. */
  readonly scope: string;
  readonly uid: string;
  readonly status: ExceptionStatus;
}

/** A report whole, by server-side apply; or its removal, when nothing is to be told there any more. */
export interface ReportAction extends Announced {
  readonly type: "Report";
  readonly kind: ReportKindSpec;
  /** Undefined for a report of the cluster. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** The scope of which it tells; undefined when it is removed. */
  readonly scope: string | undefined;
  /** Wait this long first (ms): somebody else writes it, too. */
  readonly delay: number;
  /**
   * The content is made when it is sent: thousands of reports may wait. `hash` stands for it until then, and is on the report
   * afterwards. A removal is of the very object that was seen.
   */
  readonly write:
    | { readonly verb: "apply"; readonly hash: string; readonly render: () => object }
    | { readonly verb: "delete"; readonly uid: string };
}

/** A new events.k8s.io/v1 Event. Its name is derived from the transition it tells, so a second one is refused as existing. */
export interface EventAction extends Keyed {
  readonly type: "Event";
  readonly name: string;
  readonly namespace: string;
  readonly regarding: ObjectRef;
  readonly related?: ObjectRef;
  readonly kind: "Normal" | "Warning";
  readonly reason: string;
  readonly action: string;
  readonly note: string;
  /** Epoch ms. */
  readonly at: number;
}

export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
}
