import { expect, test } from "vitest";
import { FIELD_MANAGER, NAMESPACE_LABELS } from "../../api/names.ts";
import { raw } from "../../../tests/objects/raw.ts";
import type { NamespaceFact } from "../facts.ts";
import { Interner } from "../interner.ts";
import { annotationKeys } from "../known-annotations.ts";
import { namespaceKind } from "./namespace.ts";

const project = (metadata: object, status?: object): NamespaceFact =>
  namespaceKind.project(raw.Namespace({ name: "shop", metadata, ...(status ? { status } : {}) }), {
    interner: new Interner(),
    annotationKeys: annotationKeys(),
  });

const entry = (manager: string, operation: string, ...keys: string[]) => ({
  manager,
  operation,
  fieldsType: "FieldsV1",
  fieldsV1: { "f:metadata": { "f:labels": { ".": {}, ...Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) } } },
});

const { scope, environment, inScope } = NAMESPACE_LABELS;

test("labels that our manager applied are our own, in the order of the API", () => {
  const fact = project({ managedFields: [entry(FIELD_MANAGER, "Apply", environment, inScope, "app")] });
  expect(fact.ownLabels).toEqual([inScope, environment]);
  expect({ ...fact.foreignLabels }).toEqual({});
});

test("our labels in another manager's hands are foreign, with its name", () => {
  const fact = project({ managedFields: [entry("kubectl-label", "Update", scope, "app"), entry(FIELD_MANAGER, "Apply", scope)] });
  expect(fact.ownLabels).toEqual([scope]);
  expect({ ...fact.foreignLabels }).toEqual({ [scope]: "kubectl-label" });
});

test("of several foreign holders the first by name is told, whatever their order", () => {
  const entries = [entry("zeta", "Update", scope), entry("argo", "Apply", scope), entry("mid", "Update", scope)];
  expect({ ...project({ managedFields: entries }).foreignLabels }).toEqual({ [scope]: "argo" });
  expect({ ...project({ managedFields: entries.toReversed() }).foreignLabels }).toEqual({ [scope]: "argo" });
});

test("an update under our name is foreign: an apply does not release it", () => {
  const fact = project({ managedFields: [entry(FIELD_MANAGER, "Update", scope)] });
  expect(fact.ownLabels).toEqual([]);
  expect({ ...fact.foreignLabels }).toEqual({ [scope]: FIELD_MANAGER });
});

test("a namespace is terminating by its deletion time or by its phase", () => {
  expect(project({}).terminating).toBe(false);
  expect(project({}, { phase: "Active" }).terminating).toBe(false);
  expect(project({ deletionTimestamp: "2026-01-01T00:00:00Z" }, { phase: "Active" }).terminating).toBe(true);
  expect(project({}, { phase: "Terminating" }).terminating).toBe(true);
});
