import type { RbacV1Subject, V1RoleRef } from "@kubernetes/client-node";
import type { RbacSubject, RoleRef } from "./facts.ts";
import type { Projection } from "./projection.ts";
import type { Raw } from "./raw.ts";

/** A RoleBinding or a ClusterRoleBinding as far as it is read. */
export interface RawBinding {
  readonly roleRef?: Raw<V1RoleRef> | null;
  readonly subjects?: readonly (Raw<RbacV1Subject> | null)[] | null;
}

const SUBJECT_KINDS: readonly string[] = ["User", "Group", "ServiceAccount"] satisfies readonly RbacSubject["kind"][];

/** How a ServiceAccount is called as a user: it may be bound by that name too. (serviceaccount.MakeUsername) */
const ACCOUNT_USER = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** One identity is one subject: a ServiceAccount that is named as a user is the ServiceAccount. */
export const identityOf = ({
  kind,
  name,
  namespace,
}: Pick<RbacSubject, "kind" | "name"> & { readonly namespace?: string | undefined }): RbacSubject => {
  const [, place, account] = (kind === "User" && ACCOUNT_USER.exec(name)) || [];
  if (place !== undefined && account !== undefined) return { kind: "ServiceAccount", name: account, namespace: place };
  return { kind, name, namespace: kind === "ServiceAccount" ? namespace : undefined };
};

/** Kinds that the authorizer does not know get nothing from a binding, and are left out. */
const subjectOf = (subject: Raw<RbacV1Subject> | null, own: string | undefined): RbacSubject[] => {
  const { kind, name, namespace } = subject ?? {};
  if (!name || typeof kind !== "string" || !SUBJECT_KINDS.includes(kind)) return [];
  return [identityOf({ kind: kind as RbacSubject["kind"], name, namespace: namespace || own })];
};

/** Whom a binding names, in its order. `own` is the namespace of the binding, which a ServiceAccount without one is in. */
export const subjectsOf = (binding: RawBinding, own: string | undefined, { interner }: Projection): readonly RbacSubject[] =>
  interner.tree((binding.subjects ?? []).flatMap((subject) => subjectOf(subject, own)));

/** Which role a binding gives. Every binding has one; the name of one that is not there is empty. */
export const roleRefOf = ({ roleRef }: RawBinding, { interner }: Projection): RoleRef =>
  interner.tree({ kind: roleRef?.kind === "Role" ? ("Role" as const) : ("ClusterRole" as const), name: roleRef?.name ?? "" });
