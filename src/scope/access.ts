import type { RbacSubject } from "../facts/facts.ts";
import { identityOf } from "../facts/rbac-binding.ts";
import type { CompiledScope } from "./compiled.ts";

/** To whom bindings give access, and who of them the statement declares as personnel (A.5.15, A.5.18). */

/** What namespaces are to the scope: inside when they have an environment. */
export interface Places {
  environmentOf(namespace: string): object | undefined;
  isSystem(namespace: string): boolean;
}

/** Groups of service accounts that the API server makes: of all, and with the namespace behind it of one. */
const ALL_ACCOUNTS = "system:serviceaccounts";
const ACCOUNTS_OF = `${ALL_ACCOUNTS}:`;
/** Service accounts are in the first too; in the second is whoever leaves his token out, from wherever. */
const EVERYBODY: readonly string[] = ["system:authenticated", "system:unauthenticated"];
const ANONYMOUS = "system:anonymous";

/** Names that only the control plane and its nodes bear. */
const CONTROL_PLANE = {
  User: /^system:(?:kube-.+|node:.+|apiserver)$/,
  Group: /^system:(?:nodes|masters|bootstrappers(?::.+)?|node-.+)$/,
};

/** The namespace of a service account, or whose service accounts a group is. */
const accountNamespace = ({ kind, name, namespace }: RbacSubject): string | undefined => {
  if (kind === "ServiceAccount") return namespace ?? "";
  return kind === "Group" && name.startsWith(ACCOUNTS_OF) ? name.slice(ACCOUNTS_OF.length) : undefined;
};

/** Whether whatever runs may be who is meant, also outside the scope. */
const isAnybody = ({ kind, name }: RbacSubject): boolean =>
  kind === "Group" ? name === ALL_ACCOUNTS || EVERYBODY.includes(name) : kind === "User" && name === ANONYMOUS;

/** Whether it is an identity of the control plane itself, which nobody else can take: its users and groups, service accounts of system namespaces. */
export const isControlPlane = (subject: RbacSubject, places: Places): boolean => {
  const identity = identityOf(subject);
  const namespace = accountNamespace(identity);
  if (namespace !== undefined) return places.isSystem(namespace);
  return identity.kind !== "ServiceAccount" && CONTROL_PLANE[identity.kind].test(identity.name);
};

/** Whether service accounts get access by it: one, those of a namespace, or all. */
export const meansAccounts = (subject: RbacSubject): boolean => {
  const identity = identityOf(subject);
  return accountNamespace(identity) !== undefined || isAnybody(identity);
};

/** Whether service accounts from outside the scope get access by it; those of system namespaces do not count. */
export const comesFromOutside = (subject: RbacSubject, places: Places): boolean => {
  const identity = identityOf(subject);
  const namespace = accountNamespace(identity);
  if (namespace === undefined) return isAnybody(identity);
  return !places.isSystem(namespace) && places.environmentOf(namespace) === undefined;
};

/** Whether whoever is `bound` is who is `declared`, or one of that group of service accounts. */
const includes = (declared: RbacSubject, bound: RbacSubject): boolean => {
  if (declared.kind === bound.kind && declared.name === bound.name && declared.namespace === bound.namespace) return true;
  const namespace = accountNamespace(bound);
  if (declared.kind !== "Group" || namespace === undefined) return false;
  return declared.name === ALL_ACCOUNTS || declared.name === `${ACCOUNTS_OF}${namespace}`;
};

/** Whether any entry of personnel names RBAC subjects: only then does the statement claim to know who has access. */
export const namesPersonnel = ({ spec }: Pick<CompiledScope, "spec">): boolean =>
  spec.personnel.some(({ subjects }) => subjects.length > 0);

/**
 * Names of the entries of personnel that declare whoever is bound, in the order of the document: those that name it or a group of
 * service accounts that has it, and those that observe service accounts, when its namespace is in the scope.
 */
const personnelOf = (subject: RbacSubject, { spec }: Pick<CompiledScope, "spec">, places: Places): readonly string[] => {
  const bound = identityOf(subject);
  const namespace = accountNamespace(bound);
  const inside = namespace !== undefined && places.environmentOf(namespace) !== undefined;
  return spec.personnel
    .filter(
      ({ subjects, observe }) =>
        (inside && observe?.kind === "ServiceAccount") || subjects.some((declared) => includes(identityOf(declared), bound)),
    )
    .map(({ name }) => name);
};

/** Of some who are bound, the entries of personnel that declare any of them, each once, and those whom none declares. */
export const declarationsOf = (
  subjects: readonly RbacSubject[],
  scope: Pick<CompiledScope, "spec">,
  places: Places,
): { readonly entries: readonly string[]; readonly undeclared: readonly RbacSubject[] } => {
  const declared = subjects.map((bound) => ({ bound, entries: personnelOf(bound, scope, places) }));
  return {
    entries: [...new Set(declared.flatMap(({ entries }) => entries))],
    undeclared: declared.filter(({ entries }) => entries.length === 0).map(({ bound }) => bound),
  };
};
