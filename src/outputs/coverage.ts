import type { Snapshot } from "../assess/assessment.ts";
import type { Coverage } from "../facts/facts.ts";
import { counted, cut } from "./text.ts";

/** How far the declared side, scopes and exceptions, is read. */
export interface DeclaredCoverage {
  readonly scopes: Coverage;
  readonly exceptions: Coverage;
}

/** A kind that is not, or not wholly, read. */
export interface Gap {
  readonly kind: string;
  readonly reason: "KindForbidden" | "KindNotServed" | "KindSyncing" | "ObjectsQuarantined";
  readonly sentence: string;
}

const REASONS = { Forbidden: "KindForbidden", NotServed: "KindNotServed", Syncing: "KindSyncing" } as const;
/** The gravest first: it becomes the reason of the condition. */
const GRAVITY: readonly Gap["reason"][] = ["KindForbidden", "KindNotServed", "KindSyncing", "ObjectsQuarantined"];
const LONGEST_ANSWER = 200;

const unread = (kind: string, coverage: Coverage): readonly Gap[] => {
  switch (coverage.state) {
    case "Synced":
    case "Absent":
      return [];
    case "Syncing":
      return [{ kind, reason: REASONS.Syncing, sentence: `${kind} is being read` }];
    case "Forbidden":
      return [
        { kind, reason: REASONS.Forbidden, sentence: `${kind} may not be listed and watched (${cut(coverage.message, LONGEST_ANSWER)})` },
      ];
    case "NotServed":
      return [{ kind, reason: REASONS.NotServed, sentence: `${kind} is not served (${cut(coverage.message, LONGEST_ANSWER)})` }];
  }
};

/** What the snapshot does not know, the gravest first, then in the order in which kinds are listed. */
export const gaps = (snapshot: Snapshot, declared: DeclaredCoverage): readonly Gap[] => {
  const kinds = [...snapshot.coverage, ["IsmsScope", declared.scopes] as const, ["ScopeException", declared.exceptions] as const];
  const aside = [...snapshot.quarantined].filter(([, count]) => count > 0);
  return [
    ...kinds.flatMap(([kind, coverage]) => unread(kind, coverage)),
    ...aside.map(([kind, count]): Gap => ({
      kind,
      reason: "ObjectsQuarantined",
      sentence: `${counted(count, "object")} of kind ${kind} could not be understood`,
    })),
  ].sort((a, b) => GRAVITY.indexOf(a.reason) - GRAVITY.indexOf(b.reason));
};

/** Nothing more is to come: every kind is read, or it is known that it cannot be. */
export const isSettled = (snapshot: Snapshot, declared: DeclaredCoverage): boolean =>
  snapshot.settled && declared.scopes.state === "Synced" && declared.exceptions.state !== "Syncing";

/** Labels need to know every scope and every namespace, and nothing else. */
export const mayLabel = (snapshot: Snapshot, declared: DeclaredCoverage): boolean =>
  declared.scopes.state === "Synced" && snapshot.coverage.get("Namespace")?.state === "Synced";
