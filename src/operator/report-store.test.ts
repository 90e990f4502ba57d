import { describe, expect, it } from "vitest";
import type { ReportKindName } from "../api/report-apis.ts";
import type { RawObject } from "../cluster/codec.ts";
import type { ReportPlace } from "../outputs/reports/observed.ts";
import { ReportStore } from "./report-store.ts";

const OURS = {
  manager: "isms-scope-operator",
  operation: "Apply",
  fieldsV1: {
    "f:metadata": {},
    "f:scope": {},
    "f:results": {},
    "f:summary": { "f:pass": {}, "f:fail": {}, "f:warn": {}, "f:error": {}, "f:skip": {} },
  },
};

const raw = (name: string, more: object = {}): RawObject => {
  const metadata = {
    uid: `uid-of-${name}`,
    name,
    namespace: "shop",
    resourceVersion: "1",
    annotations: { "isms-scope.io/content-hash": "abc" },
    ownerReferences: [{ apiVersion: "isms-scope.io/v1alpha1", kind: "IsmsScope", name: "acme", uid: "uid-acme" }],
    managedFields: [OURS],
    ...more,
  };
  return { metadata };
};

const setUp = (kind: ReportKindName = "Report") => {
  let changes = 0;
  const store = new ReportStore(() => changes++);
  const source = store.sources().find((each) => each.kind === kind);
  if (source === undefined) throw new Error(kind);
  const put = (object: RawObject) => source.sink.apply(object.metadata.uid, source.project(object));
  store.setCoverage(kind, { state: "Synced" });
  return { store, source, put, changes: () => changes };
};

const place = (name: string): ReportPlace => ({ api: "openreports", namespace: "shop", name });

describe("the reports that are there", () => {
  it("are read by our label, without their content, of both APIs, which need not be there", () => {
    const sources = new ReportStore(() => undefined).sources();
    expect(sources.map(({ path }) => path)).toEqual([
      "/apis/openreports.io/v1alpha1/reports",
      "/apis/openreports.io/v1alpha1/clusterreports",
      "/apis/wgpolicyk8s.io/v1alpha2/policyreports",
      "/apis/wgpolicyk8s.io/v1alpha2/clusterpolicyreports",
    ]);
    for (const each of sources)
      expect(each).toMatchObject({ metadataOnly: true, optional: true, labelSelector: "app.kubernetes.io/managed-by=isms-scope-operator" });
  });

  it("are known by where they are, with their hash and their owner", () => {
    const { store, put, changes } = setUp();
    put(raw("one"));
    expect(store.observe(place("one")).fact).toEqual({
      uid: "uid-of-one",
      api: "openreports",
      namespace: "shop",
      name: "one",
      hash: "abc",
      owner: "uid-acme",
      intact: true,
    });
    expect(changes()).toBe(1);
    expect(store.count("Report")).toBe(1);
  });

  it("of a kind that is not served or not wholly read are none", () => {
    const { store, put } = setUp();
    put(raw("one"));
    for (const coverage of [{ state: "Syncing" }, { state: "Absent" }, { state: "NotServed", message: "gone" }] as const) {
      store.setCoverage("Report", coverage);
      expect([...store.all()]).toEqual([]);
      expect(store.isRead("openreports", true)).toBe(false);
    }
  });

  it("are all known anew when the kind is read anew", () => {
    const { store, source, put } = setUp();
    put(raw("old"));
    source.sink.begin();
    source.sink.init("uid-of-new", source.project(raw("new")));
    expect([...store.all()].map(({ name }) => name)).toEqual(["old"]);
    source.sink.commit();
    expect([...store.all()].map(({ name }) => name)).toEqual(["new"]);
    expect(store.observe(place("old")).fact).toBeUndefined();
  });

  it("that were deleted and made anew are the new ones, in whatever order we hear of it", () => {
    const { store, source, put } = setUp();
    put(raw("one"));
    put(raw("one", { uid: "uid-of-its-successor" }));
    source.sink.remove("uid-of-one");
    expect(store.observe(place("one")).fact?.uid).toBe("uid-of-its-successor");
  });

  it("without our hash and our hand in them are not ours", () => {
    const { store, put } = setUp();
    put(raw("theirs", { annotations: {}, managedFields: [{ manager: "kubectl", operation: "Update", fieldsV1: {} }] }));
    expect([...store.all()]).toEqual([]);
    put(raw("robbed", { annotations: {} }));
    expect([...store.all()].map(({ name, hash }) => [name, hash])).toEqual([["robbed", ""]]);
  });
});

describe("somebody else's hand in a report", () => {
  const intact = (managedFields: unknown) => {
    const { store, put } = setUp();
    put(raw("one", { managedFields }));
    return store.observe(place("one")).fact?.intact;
  };
  const without = (field: string) => ({
    ...OURS,
    fieldsV1: Object.fromEntries(Object.entries(OURS.fieldsV1).filter(([key]) => key !== field)),
  });
  const theirs = (fieldsV1: object) => ({ manager: "kubectl-edit", operation: "Update", fieldsV1 });

  it.each([
    ["rows that somebody holds", [without("f:results"), theirs({ "f:results": {} })]],
    ["rows that somebody took away", [without("f:results")]],
    [
      "a count that somebody holds",
      [{ ...OURS, fieldsV1: { ...OURS.fieldsV1, "f:summary": { "f:pass": {} } } }, theirs({ "f:summary": { "f:fail": {} } })],
    ],
    ["a count that somebody took away", [{ ...OURS, fieldsV1: { ...OURS.fieldsV1, "f:summary": { "f:pass": {} } } }]],
    ["a field that somebody shares", [OURS, theirs({ "f:results": {} })]],
    ["nothing that is ours", [theirs({ "f:results": {} })]],
    ["an update under our name", [OURS, { ...OURS, operation: "Update" }]],
    ["no managed fields at all", undefined],
  ])("is seen by %s", (_, managedFields) => {
    expect(intact(managedFields)).toBe(false);
  });

  it("labels, annotations and fields that we do not write are everybody's", () => {
    expect(intact([OURS, theirs({ "f:metadata": { "f:labels": {} }, "f:configuration": {} })])).toBe(true);
  });
});

describe("a report that is not there", () => {
  it("is the same absence however often it is looked for, and another one after it was there", () => {
    const { store, source, put } = setUp();
    const { basis } = store.observe(place("one"));
    expect(store.observe(place("one")).basis).toBe(basis);
    expect(store.observe(place("two")).basis).not.toBe(basis);
    put(raw("one"));
    source.sink.remove("uid-of-one");
    expect(store.observe(place("one"))).not.toHaveProperty("fact.uid");
    expect(store.observe(place("one")).basis).not.toBe(basis);
  });

  it("is another absence after its API was away: what was planned meanwhile came to nothing", () => {
    const { store } = setUp();
    const { basis } = store.observe(place("one"));
    store.setCoverage("Report", { state: "NotServed", message: "gone" });
    store.setCoverage("Report", { state: "Synced" });
    expect(store.observe(place("one")).basis).not.toBe(basis);
  });
});
