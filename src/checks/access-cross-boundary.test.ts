import { describe, expect, it } from "vitest";
import { clusterRole, READING_RULES, roleBinding } from "../../tests/builders/boundary.ts";
import { namespace } from "../../tests/builders/manifests.ts";
import { evaluate, inside, worldOf } from "../../tests/builders/world.ts";
import type { ScopeSpecInput } from "../api/scope.ts";
import { check } from "./access-cross-boundary.ts";
import type { Outcome } from "./check.ts";

const environments = [
  { name: "production", namespaces: { names: ["prod"] } },
  { name: "development", namespaces: { names: ["dev"] } },
];

const judge = (subjects: readonly string[], personnel: ScopeSpecInput["personnel"] = [], to = "ClusterRole/view"): Outcome => {
  const namespaces = ["prod", "dev", "tools", "kube-system"].map((name) => namespace(name));
  const world = worldOf({ environments, personnel }, [
    ...namespaces,
    clusterRole("view", READING_RULES),
    roleBinding("prod", "binding", { role: to, subjects }),
  ]);
  const [object] = world.facts.objects("RoleBinding", "prod");
  if (object === undefined) throw new Error("no binding");
  return evaluate(check, world, { type: "RoleBinding", ...inside(world, "prod"), object });
};

describe("a service account of a namespace outside the scope", () => {
  it("is a finding that names it, the role and the namespace, also when the role only reads", () => {
    expect(judge(["ServiceAccount/tools/deployer", "ServiceAccount/prod/web"])).toEqual({
      verdict: "fail",
      reason: "CrossBoundary",
      message:
        "RoleBinding binding gives ServiceAccount tools/deployer from outside the scope the rights of ClusterRole view in prod: " +
        "remove them from the binding, bring their namespace into the scope, or declare them in spec.personnel.",
    });
  });

  it.each([
    ["of a namespace that is not there", "ServiceAccount/gone/deployer"],
    ["by the group of its namespace", "Group/system:serviceaccounts:tools"],
    ["by the group of all service accounts", "Group/system:serviceaccounts"],
    ["by the group of all who are authenticated", "Group/system:authenticated"],
    ["without its token", "Group/system:unauthenticated"],
    ["without its token, by the user that it then is", "User/system:anonymous"],
  ])("is a finding: %s", (_how, subject) => {
    expect(judge([subject])).toMatchObject({ reason: "CrossBoundary", message: expect.stringContaining(subject.replace("/", " ")) });
  });

  it("is itself when it is named as a user", () => {
    expect(judge(["User/system:serviceaccount:tools:deployer"])).toMatchObject({
      reason: "CrossBoundary",
      message: expect.stringContaining("ServiceAccount tools/deployer"),
    });
    expect(judge(["User/system:serviceaccount:prod:web"]).verdict).toBe("pass");
  });

  it("passes about the entries of personnel that declare it", () => {
    const personnel = [
      { name: "Deployment", subjects: [{ kind: "ServiceAccount" as const, name: "deployer", namespace: "tools" }] },
      { name: "Everyone", subjects: [{ kind: "Group" as const, name: "ops" }] },
    ];
    expect(judge(["ServiceAccount/tools/deployer", "ServiceAccount/prod/web"], personnel)).toEqual({
      verdict: "pass",
      about: [{ list: "personnel", name: "Deployment" }],
    });
    expect(judge(["ServiceAccount/tools/other"], personnel).verdict).toBe("fail");
  });

  it("is not declared by an entry that observes service accounts, which are those of the scope", () => {
    expect(judge(["ServiceAccount/tools/deployer"], [{ name: "All", quantity: "8", observe: { kind: "ServiceAccount" } }]).verdict).toBe(
      "fail",
    );
  });
});

it("service accounts of any environment of the scope and of system namespaces cross nothing", () => {
  expect(judge(["ServiceAccount/prod/web", "ServiceAccount/dev/web", "ServiceAccount/kube-system/job-controller"]).verdict).toBe("pass");
  expect(judge(["Group/system:serviceaccounts:dev", "Group/system:serviceaccounts:kube-system"]).verdict).toBe("pass");
});

it("a binding without service accounts, and one to no role, are not judged", () => {
  expect(judge(["User/mallory", "Group/ops"]).verdict).toBe("not-applicable");
  expect(judge([]).verdict).toBe("not-applicable");
  expect(judge(["ServiceAccount/tools/deployer"], [], "ClusterRole/nothing").verdict).toBe("not-applicable");
});
