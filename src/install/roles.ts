import { GROUP } from "../api/names.ts";
import { NAME } from "./identity.ts";
import { reportResources, type PolicyRule } from "./rbac.ts";

/**
 * ClusterRoles for people. Reading is part of the cluster's own role `view`, and so of `edit` and `admin`. Writing is part of none:
 * to change what is in scope, or to grant an exception, is a decision of governance, not of whoever runs a namespace.
 */

interface PeoplesRole {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly PolicyRule[];
}

const READ = ["get", "list", "watch"];
const WRITE = ["create", "update", "patch", "delete"];
const rule = (resources: readonly string[], verbs: readonly string[]): PolicyRule => ({ apiGroups: [GROUP], resources, verbs });

export const PEOPLES_ROLES: readonly PeoplesRole[] = [
  {
    name: `${NAME}-viewer`,
    labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" },
    // Bound in a namespace it opens the reports of that namespace, and of no other.
    rules: [rule(["ismsscopes", "scopeexceptions"], READ), ...reportResources(READ)],
  },
  {
    name: `${NAME}-scope-editor`,
    labels: {},
    rules: [rule(["ismsscopes"], [...READ, ...WRITE]), rule(["scopeexceptions"], READ)],
  },
  {
    // An approval is entered under spec.document.approvals: RBAC cannot grant less than the change of a scope.
    name: `${NAME}-approver`,
    labels: {},
    rules: [rule(["ismsscopes"], [...READ, "update", "patch"]), rule(["scopeexceptions"], [...READ, ...WRITE])],
  },
];
