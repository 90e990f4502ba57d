/** What the API server wrote down about who asked for what. */
import { readFileSync } from "node:fs";
import type { Rule } from "../../tools/control-plane/account.ts";

/** One answered request (audit.k8s.io/v1, level Metadata). A watch has two: when it begins, and when it ends. */
export interface AuditEntry {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly requestReceivedTimestamp: string;
  readonly user: { readonly username?: string };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
  readonly annotations?: Readonly<Record<string, string>>;
}

/** All requests of a user so far, each once. */
export function requestsOf(auditLog: string | undefined, user: string): AuditEntry[] {
  if (auditLog === undefined) throw new Error("the control plane keeps no audit log");
  return readFileSync(auditLog, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AuditEntry)
    .filter((entry) => entry.user.username === user && isFirst(entry));
}

/** A watch is counted when it begins: at its end it would be missing while it lasts. */
const isFirst = ({ stage, verb }: AuditEntry): boolean => (verb === "watch" ? stage === "ResponseStarted" : stage === "ResponseComplete");

/** `patch namespaces a`: verb, resource and name of a request, for comparison and for people. */
export const asked = ({ verb, requestURI, objectRef }: AuditEntry): string =>
  objectRef === undefined ? `${verb} ${requestURI.split("?")[0]}` : `${verb} ${resourceOf(objectRef)} ${objectRef.name ?? ""}`.trim();

const resourceOf = ({ resource = "", subresource }: NonNullable<AuditEntry["objectRef"]>): string =>
  subresource === undefined ? resource : `${resource}/${subresource}`;

const among = (list: readonly string[] | undefined, one: string): boolean => list?.includes(one) ?? false;

/** Whether one of the rules names the request, word for word. */
export const grantedBy = (rules: readonly Rule[], { verb, objectRef }: AuditEntry): boolean =>
  objectRef !== undefined &&
  rules.some(
    ({ apiGroups, resources, resourceNames, verbs }) =>
      among(verbs, verb) &&
      among(apiGroups, objectRef.apiGroup ?? "") &&
      among(resources, resourceOf(objectRef)) &&
      (resourceNames === undefined || among(resourceNames, objectRef.name ?? "")),
  );
