import { describe, expect, it } from "vitest";
import { finding } from "../../tests/builders/snapshots.ts";
import type { SubjectRef } from "../assess/assessment.ts";
import { isEntry, namespaceOf, statementKind } from "./statement-kinds.ts";

const about = (subject: SubjectRef) => {
  const found = finding("any", { subject });
  return [statementKind(found), isEntry(found), namespaceOf(found)];
};

describe("what a finding contradicts", () => {
  it.each([
    [{ kind: "Namespace", name: "prod" }, ["namespace", false, "prod"]],
    [{ kind: "PersistentVolumeClaim", namespace: "prod", name: "data" }, ["volume", false, "prod"]],
    [{ kind: "Deployment", namespace: "prod", name: "web" }, ["workload", false, "prod"]],
    [{ kind: "Environment", name: "production" }, ["environment", true, undefined]],
    [{ kind: "Component", name: "etl" }, ["component", true, undefined]],
    [{ kind: "Exclusion", name: "Customers" }, ["exclusion", true, undefined]],
    [{ kind: "Scope", name: "acme" }, ["document", true, undefined]],
  ] as const)("is told by its subject: %j", (subject, expected) => {
    expect(about(subject)).toEqual(expected);
  });

  it.each(["Component", "Environment", "Exclusion", "Scope", "Namespace", "constructor", "toString"])(
    "a workload whose controller is of a kind called %s is a workload, and keeps its namespace",
    (kind) => {
      expect(about({ apiVersion: "core.oam.dev/v1", kind, namespace: "prod", name: "web" })).toEqual(["workload", false, "prod"]);
    },
  );
});
