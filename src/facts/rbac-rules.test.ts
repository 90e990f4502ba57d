import { describe, expect, test } from "vitest";
import { writes } from "./rbac-rules.ts";

const rule = (group: string, resource: string, ...verbs: string[]) => [{ apiGroups: [group], resources: [resource], verbs }];

describe("rules that let somebody change what runs or lies in a namespace", () => {
  test.each(["create", "update", "patch", "delete", "deletecollection", "*"])("have a verb that writes: %s", (verb) => {
    expect(writes(rule("apps", "deployments", "get", verb))).toBe(true);
  });

  test.each(["get", "list", "watch", "use", "approve"])("do not, when they only have %s", (verb) => {
    expect(writes(rule("apps", "deployments", verb))).toBe(false);
  });

  test.each([
    ["", "pods/exec"],
    ["", "pods/attach"],
    ["", "pods/portforward"],
    ["", "pods/ephemeralcontainers"],
    ["", "serviceaccounts/token"],
    ["", "secrets"],
    ["example.com", "things"],
    ["apps", "*"],
    ["*", "*"],
    ["", "*/status"],
    // Their name is that of a record, in another group.
    ["example.com", "events"],
    ["example.com", "nodes"],
  ])("include those on %s/%s", (group, resource) => {
    expect(writes(rule(group, resource, "create"))).toBe(true);
  });

  test.each([
    ["", "namespaces"],
    ["", "namespaces/status"],
    ["", "nodes"],
    ["", "nodes/status"],
    ["", "persistentvolumes"],
    ["rbac.authorization.k8s.io", "clusterroles"],
    ["rbac.authorization.k8s.io", "clusterrolebindings"],
    ["apiextensions.k8s.io", "customresourcedefinitions"],
    ["storage.k8s.io", "storageclasses"],
    ["isms-scope.io", "ismsscopes"],
    ["isms-scope.io", "ismsscopes/status"],
    ["isms-scope.io", "scopeexceptions"],
    ["", "events"],
    ["events.k8s.io", "events"],
    ["*", "events"],
    ["coordination.k8s.io", "leases"],
    ["openreports.io", "reports"],
    ["wgpolicyk8s.io", "policyreports"],
    ["authorization.k8s.io", "subjectaccessreviews"],
    ["authentication.k8s.io", "tokenreviews"],
  ])("do not include those on %s/%s", (group, resource) => {
    expect(writes(rule(group, resource, "create", "update", "patch"))).toBe(false);
  });

  test("include the ways round: deleting a namespace, and commands in pods by way of their node", () => {
    expect(writes(rule("", "namespaces", "delete"))).toBe(true);
    expect(writes(rule("", "namespaces", "*"))).toBe(true);
    expect(writes(rule("", "nodes/proxy", "create"))).toBe(true);
  });

  test.each(["nodes/proxy", "pods/exec", "pods/attach", "pods/portforward", "*/exec", "*"])(
    "include commands in pods by a WebSocket, which begins with a get of %s",
    (resource) => {
      expect([rule("", resource, "get"), rule("*", resource, "get"), rule("apps", resource, "get")].map(writes)).toEqual([
        true,
        true,
        false,
      ]);
      expect(writes(rule("", resource, "list", "watch"))).toBe(false);
    },
  );

  test.each(["pods", "pods/log", "pods/status", "secrets", "nodes", "nodes/metrics"])("do not include a get of %s", (resource) => {
    expect(writes(rule("", resource, "get"))).toBe(false);
  });

  test.each([
    ["bind", "rbac.authorization.k8s.io", "clusterroles"],
    ["escalate", "rbac.authorization.k8s.io", "roles"],
    ["impersonate", "", "users"],
  ])("include %s, on whatever", (verb, group, resource) => {
    expect(writes(rule(group, resource, verb))).toBe(true);
  });

  test("are not exempt by naming the objects", () => {
    expect(writes([{ apiGroups: [""], resources: ["configmaps"], verbs: ["update"], resourceNames: ["one"] }])).toBe(true);
  });

  test("are about resources: URLs do not count", () => {
    expect(writes([{ nonResourceURLs: ["*"], verbs: ["*"] }])).toBe(false);
  });

  test("need one group and one resource among several that count", () => {
    expect(writes([{ apiGroups: ["", "events.k8s.io"], resources: ["events", "pods"], verbs: ["create"] }])).toBe(true);
    expect(writes([{ apiGroups: ["", "events.k8s.io"], resources: ["events"], verbs: ["create"] }])).toBe(false);
  });

  test("allow nothing where they are absent, null or empty", () => {
    expect([undefined, null, [], [null], [{}], [{ verbs: ["*"] }], [{ verbs: ["*"], resources: ["*"] }]].map(writes)).toEqual(
      Array.from({ length: 7 }, () => false),
    );
  });
});
