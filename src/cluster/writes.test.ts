import { describe, expect, it } from "vitest";
import { reportKind } from "../api/report-apis.ts";
import { eventAction, labelsAction, reportAction, statusAction } from "../../tests/scripted/actions.ts";
import { microTime, writesOf } from "./writes.ts";

const APPLY = "application/apply-patch+yaml";

describe("the requests of an action", () => {
  it("labels are applied as one set, to that very namespace, and nothing else of it is touched", () => {
    expect(writesOf(labelsAction("shop", { force: true }), "me")).toEqual([
      {
        method: "PATCH",
        path: "/api/v1/namespaces/shop",
        query: { fieldManager: "isms-scope-operator", force: true },
        contentType: APPLY,
        body: {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: "shop", uid: "uid-of-shop", labels: { "isms-scope.io/in-scope": "true" } },
        },
      },
    ]);
  });

  it("labels of others that must go are taken out after ours are applied", () => {
    const writes = writesOf(labelsAction("shop", { labels: {}, remove: ["isms-scope.io/scope"] }), "me");
    expect(writes.map(({ contentType }) => contentType)).toEqual([APPLY, "application/merge-patch+json"]);
    expect(writes[1]?.body).toEqual({ metadata: { uid: "uid-of-shop", labels: { "isms-scope.io/scope": null } } });
  });

  it("no label at all is no field to own", () => {
    const [apply] = writesOf(labelsAction("shop", { labels: {} }), "me");
    expect(apply?.body).toEqual({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", uid: "uid-of-shop" } });
  });

  it("status is applied to the status subresource, overruling nobody's spec", () => {
    expect(writesOf(statusAction("ecometricx"), "me")).toEqual([
      {
        method: "PATCH",
        path: "/apis/isms-scope.io/v1alpha1/ismsscopes/ecometricx/status",
        query: { fieldManager: "isms-scope-operator", force: true },
        contentType: APPLY,
        body: {
          apiVersion: "isms-scope.io/v1alpha1",
          kind: "IsmsScope",
          metadata: { name: "ecometricx" },
          status: { observedGeneration: 1 },
        },
      },
    ]);
  });

  it("a report is applied whole, whoever else has a hand in it, and its content is made only then", () => {
    let made = 0;
    const write = { verb: "apply" as const, hash: "abc", render: () => ({ rows: ++made }) };
    const action = reportAction("shop", { write });
    expect(made).toBe(0);
    expect(writesOf(action, "me")).toEqual([
      {
        method: "PATCH",
        path: "/apis/openreports.io/v1alpha1/namespaces/shop/reports/isms-scope-acme",
        query: { fieldManager: "isms-scope-operator", force: true },
        contentType: APPLY,
        body: { rows: 1 },
      },
    ]);
  });

  it("a report of the cluster has no namespace in its path; a removal is of the very object that was seen", () => {
    const kind = reportKind("wgpolicy", false);
    expect(writesOf(reportAction("", { kind, namespace: undefined, write: { verb: "delete", uid: "u1" } }), "me")).toEqual([
      {
        method: "DELETE",
        path: "/apis/wgpolicyk8s.io/v1alpha2/clusterpolicyreports/isms-scope-acme",
        body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: "u1" } },
      },
    ]);
  });

  it("an event is created under its own name, within the limits of events.k8s.io/v1", () => {
    const related = { apiVersion: "isms-scope.io/v1alpha1", kind: "IsmsScope", name: "ecometricx" };
    const [write] = writesOf(eventAction("shop.in-scope.1", { related, note: "ä".repeat(600) }), "pod-1");
    expect(write).toMatchObject({ method: "POST", path: "/apis/events.k8s.io/v1/namespaces/default/events" });
    const { note, ...rest } = write!.body as { note: string };
    expect(rest).toEqual({
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { name: "shop.in-scope.1", namespace: "default" },
      eventTime: "2026-01-02T03:04:05.678000Z",
      reportingController: "isms-scope.io/isms-scope-operator",
      reportingInstance: "pod-1",
      regarding: { apiVersion: "v1", kind: "Namespace", name: "shop", uid: "uid-of-shop" },
      related,
      type: "Normal",
      reason: "NamespaceInScope",
      action: "Label",
    });
    expect(Buffer.byteLength(note)).toBeLessThanOrEqual(1024);
    expect(note).toMatch(/^ä{510}…$/);
  });

  it("names are escaped in paths, and an instant has six digits of seconds", () => {
    expect(writesOf(labelsAction("a/../b"), "me")[0]?.path).toBe("/api/v1/namespaces/a%2F..%2Fb");
    expect(microTime(0)).toBe("1970-01-01T00:00:00.000000Z");
  });
});
