import { describe, expect, it } from "vitest";
import { FIELD_MANAGER } from "../api/names.ts";
import { namespace } from "../../tests/builders/manifests.ts";
import { judgeNamespace, worldOf } from "../../tests/builders/world.ts";
import { check } from "./namespace-labels.ts";

const IN = "isms-scope.io/in-scope";
const SCOPE = "isms-scope.io/scope";
const ENVIRONMENT = "isms-scope.io/environment";
const right = { [IN]: "true", [SCOPE]: "acme", [ENVIRONMENT]: "production" };
const excluded = { exclusions: [{ name: "Customers", justification: "Theirs", namespaces: { names: ["customer"] } }] };

const managed = (manager: string, operation: string, ...keys: readonly string[]) => ({
  manager,
  operation,
  fieldsType: "FieldsV1",
  fieldsV1: { "f:metadata": { "f:labels": Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) } },
});
const ours = managed(FIELD_MANAGER, "Apply", IN, SCOPE, ENVIRONMENT);
const judge = (name: string, labels: Readonly<Record<string, string>>, managedFields: readonly unknown[] = [ours]) =>
  judgeNamespace(check, worldOf(excluded, [namespace(name, { labels, managedFields })]), name);

describe("the labels of a namespace", () => {
  it("pass when they say what the scope says and are ours alone", () => {
    expect(judge("prod", { ...right, team: "a" }).verdict).toBe("pass");
    expect(judge("customer", { [IN]: "false", [SCOPE]: "acme" }, [managed(FIELD_MANAGER, "Apply", IN, SCOPE)]).verdict).toBe("pass");
  });

  it("fail while they are missing, and the operator is named as who sets them", () => {
    expect(judge("prod", {}, [])).toMatchObject({
      reason: "LabelsDiffer",
      message:
        "On namespace prod isms-scope.io/in-scope is missing, isms-scope.io/scope is missing, isms-scope.io/environment is missing: " +
        "isms-scope-operator will set this unless it may not label namespaces.",
    });
  });

  it("fail when somebody changed one, and the message names the desired value and the manager, never the foreign value", () => {
    const tampered = judge("prod", { ...right, [ENVIRONMENT]: "sandbox" }, [ours, managed("kubectl-label", "Update", ENVIRONMENT)]);
    expect(tampered).toMatchObject({
      reason: "LabelsDiffer",
      message:
        'On namespace prod isms-scope.io/environment must be "production": ' +
        'take them out of what "kubectl-label" applies, so that isms-scope-operator alone sets them.',
    });
  });

  it("fail when another manager holds one, although its value is right", () => {
    expect(judge("prod", right, [ours, managed("argocd", "Apply", SCOPE)])).toMatchObject({
      reason: "HeldByAnother",
      message: expect.stringContaining('isms-scope.io/scope by "argocd"'),
    });
  });

  it("fail when an excluded namespace claims an environment", () => {
    expect(judge("customer", { [IN]: "false", [SCOPE]: "acme", [ENVIRONMENT]: "production" })).toMatchObject({
      message: expect.stringContaining("isms-scope.io/environment must not be set"),
    });
  });

  it("are not judged on a namespace that is being deleted: nobody will set them right", () => {
    const dying = { ...namespace("prod"), status: { phase: "Terminating" } };
    expect(judgeNamespace(check, worldOf({}, [dying]), "prod").verdict).toBe("not-applicable");
  });

  it("of an undeclared namespace must not be there; without them it is not judged", () => {
    expect(judge("stray", { [IN]: "true" }, [managed("kubectl", "Update", IN)])).toMatchObject({ verdict: "fail", reason: "LabelsDiffer" });
    expect(judge("stray", { team: "a" }, []).verdict).toBe("not-applicable");
    expect(judge("kube-system", {}, []).verdict).toBe("not-applicable");
  });
});
