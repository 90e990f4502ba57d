import { describe, expect, it } from "vitest";
import { clusterRole, clusterRoleBinding, READING_RULES, role, roleBinding } from "../../tests/builders/boundary.ts";
import { namespace, type Manifest } from "../../tests/builders/manifests.ts";
import { evaluate, inside, worldOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./access-declared.ts";
import type { Outcome } from "./check.ts";

type Personnel = NonNullable<ScopeSpecInput["personnel"]>;

const OPS: Personnel = [{ name: "Operations", subjects: [{ kind: "Group", name: "ops" }] }];
const CLUSTER = [namespace("prod"), namespace("tools"), namespace("kube-system"), clusterRole("edit"), clusterRole("view", READING_RULES)];

const worldWith = (personnel: Personnel, manifests: readonly Manifest[]) => worldOf({ personnel }, [...CLUSTER, ...manifests]);

const judge = (subjects: readonly string[], personnel = OPS, to = "ClusterRole/edit", more: readonly Manifest[] = []): Outcome => {
  const world = worldWith(personnel, [roleBinding("prod", "binding", { role: to, subjects }), ...more]);
  const [object] = world.facts.objects("RoleBinding", "prod");
  if (object === undefined) throw new Error("no binding");
  return evaluate(check, world, { type: "RoleBinding", ...inside(world, "prod"), object });
};

const judgeEverywhere = (subjects: readonly string[], personnel = OPS, to = "ClusterRole/edit"): Outcome => {
  const world = worldWith(personnel, [clusterRoleBinding("binding", { role: to, subjects })]);
  const binding = world.facts.clusterRoleBinding("binding");
  if (binding === undefined) throw new Error("no binding");
  return evaluate(check, world, { type: "ClusterRoleBinding", binding });
};

const verdict = (...args: Parameters<typeof judge>) => judge(...args).verdict;

describe("write access of a declared subject", () => {
  it("passes about the entries that declare it, each once", () => {
    const personnel: Personnel = [
      ...OPS,
      {
        name: "On call",
        subjects: [
          { kind: "Group", name: "ops" },
          { kind: "User", name: "jo@example.com" },
        ],
      },
    ];
    expect(judge(["Group/ops", "User/jo@example.com"], personnel)).toEqual({
      verdict: "pass",
      about: [
        { list: "personnel", name: "Operations" },
        { list: "personnel", name: "On call" },
      ],
    });
  });

  it("is of the same kind: a user is no group of its name", () => {
    expect(judge(["User/ops"])).toMatchObject({ reason: "UndeclaredSubject", message: expect.stringContaining("User ops") });
  });

  it("passes for service accounts of the scope where personnel observes them, and for no other", () => {
    const observing: Personnel = [...OPS, { name: "Accounts", quantity: "8", observe: { kind: "ServiceAccount" } }];
    expect(judge(["ServiceAccount/prod/web"], observing)).toEqual({ verdict: "pass", about: [{ list: "personnel", name: "Accounts" }] });
    expect(verdict(["ServiceAccount/tools/web"], observing)).toBe("fail");
    expect(verdict(["ServiceAccount/prod/web"], [...OPS, { name: "Nodes", quantity: "8", observe: { kind: "Node" } }])).toBe("fail");
  });
});

describe("write access of others", () => {
  it("is a finding that names them, the role and where", () => {
    expect(judge(["Group/ops", "User/mallory@example.com", "ServiceAccount/tools/deployer"])).toEqual({
      verdict: "fail",
      reason: "UndeclaredSubject",
      message:
        "RoleBinding binding gives write access in prod by ClusterRole edit to User mallory@example.com, ServiceAccount tools/deployer, " +
        "declared by no entry of spec.personnel: add them to the subjects of an entry, or remove them from the binding.",
    });
  });

  it("by a cluster role binding is in every namespace", () => {
    expect(judgeEverywhere(["Group/system:authenticated"])).toMatchObject({
      message: expect.stringContaining("gives write access in every namespace by ClusterRole edit to Group system:authenticated,"),
    });
    expect(judgeEverywhere(["Group/ops"]).verdict).toBe("pass");
    expect(judgeEverywhere(["Group/ops"], OPS, "ClusterRole/view").verdict).toBe("not-applicable");
  });

  it("counts by a Role of the namespace too", () => {
    expect(judge(["User/mallory"], OPS, "Role/own", [role("prod", "own")])).toMatchObject({ message: expect.stringContaining("Role own") });
  });

  it("has a message that fits a status, however long and many their names are", () => {
    const names = Array.from({ length: 60 }, (_, index) => `User/${"x".repeat(250)}${index}`);
    const long = `Role/${"r".repeat(250)}`;
    const outcome = judge(names, OPS, long, [role("prod", "r".repeat(250))]);
    expect(outcome).toMatchObject({ message: expect.stringContaining("and 55 more") });
    expect(outcome.verdict === "fail" && outcome.message.length).toBeLessThanOrEqual(1024);
  });
});

describe("not judged is", () => {
  it("any binding while personnel names no subjects, though it observes some", () => {
    expect(verdict(["User/mallory"], [{ name: "Accounts", quantity: "8", observe: { kind: "ServiceAccount" } }])).toBe("not-applicable");
  });

  it("a binding that only reads, or to a role that is not there", () => {
    expect(verdict(["User/mallory"], OPS, "ClusterRole/view")).toBe("not-applicable");
    expect(verdict(["User/mallory"], OPS, "Role/nothing")).toBe("not-applicable");
    expect(verdict(["User/mallory"], OPS, "Role/elsewhere", [role("tools", "elsewhere")])).toBe("not-applicable");
  });

  it("one that names nobody, or the control plane alone", () => {
    expect(verdict([])).toBe("not-applicable");
    expect(verdict(["Group/system:masters", "ServiceAccount/kube-system/job-controller"])).toBe("not-applicable");
  });
});
