import { describe, expect, it } from "vitest";
import { Interner } from "./interner.ts";
import { subjectsOf } from "./rbac-binding.ts";

const projection = { interner: new Interner(), annotationKeys: new Set<string>() };
const subjects = (own: string | undefined, ...list: readonly object[]) => subjectsOf({ subjects: list }, own, projection);

describe("whom a binding names", () => {
  it("is a service account also when it is bound as the user that the API server takes it for", () => {
    expect(subjects("prod", { kind: "User", name: "system:serviceaccount:tools:deployer" })).toEqual([
      { kind: "ServiceAccount", name: "deployer", namespace: "tools" },
    ]);
    const others = [
      "system:serviceaccount:tools",
      "system:serviceaccount:tools:",
      "system:serviceaccount:a:b:c",
      "x:system:serviceaccount:a:b",
    ];
    expect(subjects("prod", ...others.map((name) => ({ kind: "User", name })))).toEqual(
      others.map((name) => ({ kind: "User", name, namespace: undefined })),
    );
    expect(subjects("prod", { kind: "Group", name: "system:serviceaccount:a:b" })).toMatchObject([{ kind: "Group" }]);
  });

  it("is in the namespace of the binding where it says none, and users and groups are in none", () => {
    const account = { kind: "ServiceAccount", name: "web" };
    expect(subjects("prod", account, { ...account, namespace: "tools" })).toMatchObject([{ namespace: "prod" }, { namespace: "tools" }]);
    expect(subjects(undefined, account)).toMatchObject([{ namespace: undefined }]);
    expect(subjects("prod", { kind: "User", name: "jo", namespace: "tools" })).toMatchObject([{ namespace: undefined }]);
  });

  it("is nobody by a kind that the authorizer does not know, or without a name", () => {
    expect(subjects("prod", { kind: "Robot", name: "x" }, { kind: "User", name: "" }, { kind: "User" }, { name: "x" })).toEqual([]);
  });
});
