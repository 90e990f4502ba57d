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
    [{ apiVersion: "v1", kind: "Service", namespace: "prod", name: "web" }, ["interface", false, "prod"]],
    [{ apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace: "prod", name: "web" }, ["interface", false, "prod"]],
    [{ apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway", namespace: "prod", name: "web" }, ["interface", false, "prod"]],
    [{ apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", namespace: "prod", name: "web" }, ["interface", false, "prod"]],
    [{ apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", namespace: "prod", name: "web" }, ["network", false, "prod"]],
    [{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding", namespace: "prod", name: "web" }, ["access", false, "prod"]],
    [{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding", name: "web" }, ["access", false, undefined]],
    [{ apiVersion: "v1", kind: "ServiceAccount", namespace: "prod", name: "web" }, ["access", false, "prod"]],
    [{ apiVersion: "v1", kind: "Node", name: "node-1" }, ["location", false, undefined]],
    [{ kind: "Environment", name: "production" }, ["environment", true, undefined]],
    [{ kind: "Quantity", name: "AWS/EC2" }, ["quantity", true, undefined]],
    [{ kind: "Objective", name: "Availability" }, ["objective", true, undefined]],
    [{ kind: "Alert", name: "Twilio" }, ["monitoring", true, undefined]],
    [{ kind: "Component", name: "etl" }, ["component", true, undefined]],
    [{ kind: "Exclusion", name: "Customers" }, ["exclusion", true, undefined]],
    [{ kind: "Scope", name: "acme" }, ["document", true, undefined]],
  ] as const)("is told by its subject: %j", (subject, expected) => {
    expect(about(subject)).toEqual(expected);
  });

  it.each([
    "Component",
    "Environment",
    "Exclusion",
    "Quantity",
    "Alert",
    "Scope",
    "Namespace",
    "Service",
    "Gateway",
    "constructor",
    "toString",
  ])("a workload whose controller is of a kind called %s is a workload, and keeps its namespace", (kind) => {
    expect(about({ apiVersion: "core.oam.dev/v1", kind, namespace: "prod", name: "web" })).toEqual(["workload", false, "prod"]);
  });
});
