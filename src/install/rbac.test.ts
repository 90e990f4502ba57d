import { describe, expect, it } from "vitest";
import { KINDS } from "../facts/kinds.ts";
import { clusterRules, leaseRules } from "./rbac.ts";

const grants = (labelNamespaces = true) =>
  clusterRules({ labelNamespaces }).flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`))),
  );

describe("permissions", () => {
  it("every watched kind may be listed and watched, and not got one by one", () => {
    for (const { group, plural } of KINDS)
      expect(grants()).toEqual(expect.arrayContaining([`list ${group}/${plural}`, `watch ${group}/${plural}`]));
    expect(grants().filter((grant) => grant.startsWith("get "))).toEqual([]);
  });

  it("what may be written is the labels of namespaces, the status of scopes and exceptions, new events, and reports", () => {
    const writes = grants().filter((grant) => !/^(list|watch) |reports$/.test(grant));
    expect(writes).toEqual([
      "patch isms-scope.io/ismsscopes/status",
      "patch isms-scope.io/scopeexceptions/status",
      "create events.k8s.io/events",
      "patch /namespaces",
    ]);
  });

  it("reports of both APIs may be kept, by an operator that labels nothing too, and nothing else may be deleted", () => {
    const resources = ["openreports.io/reports", "openreports.io/clusterreports", "wgpolicyk8s.io/policyreports"];
    for (const granted of [grants(), grants(false)]) {
      for (const resource of [...resources, "wgpolicyk8s.io/clusterpolicyreports"])
        for (const verb of ["list", "watch", "create", "patch", "delete"]) expect(granted).toContain(`${verb} ${resource}`);
      expect(granted.filter((grant) => grant.startsWith("delete ") && !grant.endsWith("reports"))).toEqual([]);
    }
  });

  it("a report-only operator may not touch namespaces", () => {
    expect(grants(false)).not.toContain("patch /namespaces");
    expect(grants(false)).toContain("list /namespaces");
  });

  it("nothing is granted by wildcard, and nothing on secrets", () => {
    const all = JSON.stringify([clusterRules({ labelNamespaces: true }), leaseRules("lease")]);
    expect(all).not.toMatch(/\*|secret/i);
  });

  it("only the one Lease may be read and changed", () => {
    const [create, named] = leaseRules("isms");
    expect(create?.verbs).toEqual(["create"]);
    expect(named).toMatchObject({ resourceNames: ["isms"], verbs: ["get", "update"] });
  });
});
