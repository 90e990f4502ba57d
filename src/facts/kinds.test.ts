import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FACT_KINDS } from "./facts.ts";
import { Interner } from "./interner.ts";
import { type AnyKindSpec, KINDS } from "./kinds.ts";
import { annotationKeys } from "./known-annotations.ts";
import type { Projection } from "./projection.ts";
import { anyObject } from "../../tests/objects/arbitraries.ts";
import { raw } from "../../tests/objects/raw.ts";

const projection = (): Projection => ({ interner: new Interner(), annotationKeys: annotationKeys() });

test("there is one kind per kind of fact, in the order in which to sync, pods last", () => {
  expect(KINDS.map(({ kind }) => kind)).toEqual(FACT_KINDS);
  expect(KINDS.at(-1)?.kind).toBe("Pod");
});

test("list paths are those of the API server", () => {
  expect(Object.fromEntries(KINDS.map(({ kind, path }) => [kind, path]))).toEqual({
    Namespace: "/api/v1/namespaces",
    Node: "/api/v1/nodes",
    ClusterRole: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    ClusterRoleBinding: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    Role: "/apis/rbac.authorization.k8s.io/v1/roles",
    RoleBinding: "/apis/rbac.authorization.k8s.io/v1/rolebindings",
    ServiceAccount: "/api/v1/serviceaccounts",
    NetworkPolicy: "/apis/networking.k8s.io/v1/networkpolicies",
    Service: "/api/v1/services",
    Ingress: "/apis/networking.k8s.io/v1/ingresses",
    Gateway: "/apis/gateway.networking.k8s.io/v1/gateways",
    HTTPRoute: "/apis/gateway.networking.k8s.io/v1/httproutes",
    PrometheusRule: "/apis/monitoring.coreos.com/v1/prometheusrules",
    PersistentVolumeClaim: "/api/v1/persistentvolumeclaims",
    CronJob: "/apis/batch/v1/cronjobs",
    Job: "/apis/batch/v1/jobs",
    DaemonSet: "/apis/apps/v1/daemonsets",
    StatefulSet: "/apis/apps/v1/statefulsets",
    Deployment: "/apis/apps/v1/deployments",
    ReplicaSet: "/apis/apps/v1/replicasets",
    Pod: "/api/v1/pods",
  });
});

test("only kinds of APIs that are installed apart may be absent", () => {
  expect(KINDS.filter(({ optional }) => optional).map(({ kind }) => kind)).toEqual(["Gateway", "HTTPRoute", "PrometheusRule"]);
});

test("no kind asks for more than to list and watch", () => {
  expect(new Set(KINDS.flatMap(({ verbs }) => verbs))).toEqual(new Set(["list", "watch"]));
});

test("a kind keeps annotations if and only if its facts have them", () => {
  for (const spec of KINDS) {
    const annotations = { "isms-scope.io/data-classification": "Internal" };
    const fact = spec.project(raw[spec.kind]({ name: "x", annotations }), projection());
    const own = "annotations" in fact ? fact.annotations : undefined;
    const kept = fact.kind === "Pod" ? fact.shape.annotations : own;
    expect([spec.kind, kept?.["isms-scope.io/data-classification"] === "Internal"]).toEqual([spec.kind, spec.keepsAnnotations]);
  }
});

test("a kind is read by its metadata alone if and only if its facts hold nothing else", () => {
  // Words that a role understands are not found by chance.
  const role = { ...raw.Role({ name: "x" }), rules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }] };
  const objects = [role, ...fc.sample(anyObject, { numRuns: 500, seed: 1 })] as { readonly metadata: object }[];
  for (const spec of KINDS) {
    const factOf = (object: object) => JSON.stringify(spec.project(object, projection()));
    const needsMore = objects.some((object) => factOf(object) !== factOf({ metadata: object.metadata }));
    expect([spec.kind, !needsMore]).toEqual([spec.kind, spec.metadataOnly]);
  }
});

describe.each(KINDS.map((spec): [string, AnyKindSpec] => [spec.kind, spec]))("%s", (kind, spec) => {
  test("an object with a name and a uid alone is projected", () => {
    const fact = spec.project(raw[spec.kind]({ name: "x", uid: "u" }), projection());
    expect(fact).toMatchObject({ kind, name: "x", uid: "u", ...(spec.namespaced ? { namespace: "shop" } : {}) });
  });

  test("an object without labels, or with labels null, has no labels", () => {
    const projected = projection();
    const none = spec.project(raw[spec.kind]({ name: "x" }), projected);
    expect(spec.project(raw[spec.kind]({ name: "x", labels: null, annotations: null }), projected)).toEqual(none);
  });

  test("what lacks metadata, uid or name is refused in words that hold nothing of it", () => {
    expect(() => spec.project(null, projection())).toThrow("object without metadata");
    expect(() => spec.project({ metadata: null }, projection())).toThrow("object without metadata");
    expect(() => spec.project({ metadata: { name: "x", namespace: "shop" } }, projection())).toThrow("object without metadata.uid");
    expect(() => spec.project({ metadata: { uid: "u", namespace: "shop" } }, projection())).toThrow("object without metadata.name");
  });

  test("a namespace is asked for where the kind has one, and only there", () => {
    const act = () => spec.project({ metadata: { name: "x", uid: "u" } }, projection());
    if (spec.namespaced) expect(act).toThrow("without metadata.namespace");
    else expect(act()).not.toHaveProperty("namespace");
  });

  test("no legal object makes the projection throw, and equal objects are equal field by field", () => {
    fc.assert(
      fc.property(anyObject, (object) => {
        const shared = projection();
        const first = spec.project(object, shared);
        const again = spec.project(structuredClone(object), shared) as unknown as Record<string, unknown>;
        expect(Object.entries(first).filter(([field, value]) => again[field] !== value)).toEqual([]);
      }),
    );
  });
});
