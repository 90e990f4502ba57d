import { afterAll, describe, expect, inject, test } from "vitest";
import { API_VERSION, GROUP } from "../../src/api/names.ts";
import { readScope } from "../../src/scope/read.ts";
import { openApi, type ApiObject } from "../../tools/control-plane/api.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";
import { eventually } from "../harness/eventually.ts";
import { wrongExceptions } from "./wrong-exceptions.ts";
import { type Json, type Spec, validException, validScope, type WrongObject } from "./wrong-object.ts";
import { wrongScopes } from "./wrong-scopes.ts";

const cluster = inject("cluster");
const api = openApi(cluster.kubeconfig);

const SCOPES = `/apis/${API_VERSION}/ismsscopes`;
const EXCEPTIONS = `/apis/${API_VERSION}/scopeexceptions`;
/** As `kubectl apply --dry-run=server --validate=strict` asks. */
const DRY = "?dryRun=All&fieldValidation=Strict";

const isMap = (value: Json | undefined): value is Spec => typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON merge patch (RFC 7386). */
const merged = (base: Json | undefined, patch: Json): Json => {
  if (!isMap(patch)) return patch;
  const result: Record<string, Json> = isMap(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
};

interface Cause {
  readonly field: string;
  readonly message: string;
}

/** An object of ours, or the API server's Status about one. */
interface Stored extends ApiObject {
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly details?: { readonly causes?: readonly Cause[] };
}

const scope = (name: string, spec: Json): Stored => ({ apiVersion: API_VERSION, kind: "IsmsScope", metadata: { name }, spec });
const exception = (name: string, spec: Json): Stored => ({ apiVersion: API_VERSION, kind: "ScopeException", metadata: { name }, spec });

/** Field and words of each thing that the API server says is wrong. Unknown fields come without causes: the message names them. */
const complaints = (status: Stored): Cause[] => {
  const causes = status.details?.causes;
  if (causes === undefined)
    return [...(status.message ?? "").matchAll(/unknown field "([^"]+)"/g)].map(([message, field = ""]) => ({ field, message }));
  // What it did not look at, because something was wrong, is no complaint of its own.
  return causes.filter(({ message }) => !message.includes("some validation rules were not checked"));
};

const expectRefused = async (path: string, wrong: WrongObject, object: Stored): Promise<void> => {
  const { status, body } = await api.request<Stored>("POST", `${path}${DRY}`, object);
  expect(status).toBeGreaterThanOrEqual(400);
  const said = complaints(body);
  expect(said.map(({ field }) => field)).toEqual([wrong.field]);
  for (const words of wrong.says) expect(said[0]?.message).toContain(words);
};

const rows = (list: readonly WrongObject[]) => list.map((wrong) => [wrong.name, wrong] as const);

const created: string[] = [];
afterAll(async () => {
  for (const path of created) await api.request("DELETE", path);
  await api.close();
});
const create = async (object: Stored): Promise<string> => {
  const path = `${SCOPES}/${object.metadata?.name ?? ""}`;
  await api.must("POST", SCOPES, object);
  created.push(path);
  return path;
};

describe("the CRDs", () => {
  test.each(["ismsscopes", "scopeexceptions"])("%s is established, and its schema is structural", async (plural) => {
    const crd = await api.must<Stored>("GET", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.${GROUP}`);
    const conditions = (crd.status as { conditions: { type: string; status: string }[] }).conditions;
    const holding = conditions.filter(({ status }) => status === "True").map(({ type }) => type);
    expect(holding.toSorted()).toEqual(["Established", "NamesAccepted"]);
  });

  test("explain a field in a sentence", async () => {
    const namespaces = await eventually(() => kubectl(cluster, ["explain", "scope.spec.environments.namespaces"]));
    expect(namespaces.replaceAll(/\s+/g, " ")).toContain("Namespaces that belong to it; without it the entry is documentary.");
    expect(namespaces.replaceAll(/\s+/g, " ")).toContain("Names or globs (`*`, `?`) of namespaces; one must match.");
    expect(await kubectl(cluster, ["explain", "scopeex.spec.expires"])).toContain("at this second it no longer holds");
  });
});

test("at least 60 wrong scopes are tried", () => {
  expect(wrongScopes.length).toBeGreaterThanOrEqual(60);
});

describe("a scope is refused for", () => {
  test.each(rows(wrongScopes))("%s", (_name, wrong) =>
    expectRefused(SCOPES, wrong, scope(wrong.objectName ?? "acme", merged(validScope, wrong.spec))),
  );
});

describe("an exception is refused for", () => {
  test.each(rows(wrongExceptions))("%s", (_name, wrong) =>
    expectRefused(EXCEPTIONS, wrong, exception("acme", merged(validException, wrong.spec))),
  );
});

describe("a scope is accepted", () => {
  const accepted: [string, Spec][] = [
    ["with one entry of each kind", validScope],
    ["with a title alone", { document: { title: "Scope" } }],
    ["with as many characters as a field takes, each two units long in JavaScript", { document: { title: "𠮷".repeat(253) } }],
    ["reviewed in the month of its date", { document: { title: "Scope", date: "2026-01-31", nextReview: "2026-01" } }],
    ["reviewed on a leap day", { document: { title: "Scope", nextReview: "2028-02-29" } }],
    ["with words where a number may stand", { document: { title: "Scope" }, personnel: [{ name: "Contractors", quantity: "Varies" }] }],
    ["with classes of its own", { document: { title: "Scope" }, rules: { classification: { levels: ["TLP.CLEAR", "TLP.RED"] } } }],
    [
      "with ranges of both families",
      {
        document: { title: "Scope" },
        interfaces: [{ name: "API", direction: "Both", hosts: ["*.example"], cidrs: ["0.0.0.0/0", "2001:db8::/32"] }],
      },
    ],
    [
      "with alternatives and expressions",
      {
        document: { title: "Scope" },
        environments: [
          {
            name: "a",
            namespaces: { anyOf: [{ names: ["a"] }, { matchExpressions: [{ key: "env", operator: "In", values: ["a", ""] }] }] },
          },
        ],
      },
    ],
    [
      "signed",
      {
        document: {
          title: "Scope",
          approvals: [{ role: "COO", name: "A", date: "2026-01-31", digest: `sha256:${"0".repeat(64)}` }, { role: "CISO" }],
        },
      },
    ],
  ];

  test.each(accepted)("%s, and the operator can read it", async (_name, spec) => {
    const stored = await api.must<Stored>("POST", `${SCOPES}${DRY}`, scope("acme", spec));
    expect(stored).toMatchObject({ kind: "IsmsScope" });
    expect(readScope(stored).spec).toMatchObject({ ok: true });
  });

  test("and stored with the rules in force, and no empty list", async () => {
    const { spec } = await api.must<Stored>("POST", `${SCOPES}${DRY}`, scope("acme", { document: { title: "Scope" } }));
    expect(spec).toEqual({
      document: { title: "Scope" },
      rules: {
        mode: "Audit",
        undeclaredNamespaces: "Report",
        logging: { require: "Sidecar" },
        classification: {
          levels: ["Public", "Internal", "Confidential", "Restricted"],
          keys: ["isms-scope.io/data-classification", "data-classification"],
          assetKeys: ["isms-scope.io/information-assets"],
        },
      },
    });
  });

  test("as is an exception", async () => {
    await expect(api.must("POST", `${EXCEPTIONS}${DRY}`, exception("acme", validException))).resolves.toMatchObject({
      kind: "ScopeException",
    });
  });
});

describe("the status of a scope", () => {
  const status = {
    observedGeneration: 1,
    mode: "Audit",
    nextReview: "2026-12-31",
    namespaces: { inScope: 4, excluded: 2, undeclared: 1, conflict: 0, missing: 0 },
    results: { pass: 410, fail: 7, unknown: 0, exempt: 3, score: "98.3" },
    conditions: [
      {
        type: "Approved",
        status: "False",
        reason: "NotApproved",
        message: "Nobody has.",
        observedGeneration: 1,
        lastTransitionTime: "2026-01-31T00:00:00Z",
      },
    ],
  };

  test("is written by itself, and shown in the columns", async () => {
    const path = await create(scope("api-status", validScope));

    const bySpec = await api.must<Stored>("PATCH", path, { status, spec: { prohibitedData: ["pan"] } });
    expect(bySpec.status).toBeUndefined();
    expect(bySpec.metadata?.generation).toBe(2);

    const byStatus = await api.must<Stored>("PATCH", `${path}/status`, { status, spec: { prohibitedData: ["phi"] } });
    expect(byStatus.status).toEqual(status);
    expect(byStatus.spec).toMatchObject({ prohibitedData: ["pan"] });
    expect(byStatus.metadata?.generation).toBe(2);

    const table = await kubectl(cluster, ["get", "scopes", "api-status"]);
    const [header = "", row = ""] = table.trim().split("\n");
    expect(header.split(/\s+/)).toEqual(["NAME", "SCORE", "IN-SCOPE", "UNDECLARED", "FINDINGS", "APPROVED", "NEXT-REVIEW", "MODE", "AGE"]);
    expect(row.split(/\s+/).slice(0, -1)).toEqual(["api-status", "98.3", "4", "1", "7", "False", "2026-12-31", "Audit"]);
  });

  test("cannot hold what no operator says", async () => {
    const path = await create(scope("api-wrong-status", validScope));
    const { status: code, body } = await api.request<Stored>("PATCH", `${path}/status`, {
      status: { results: { ...status.results, fail: -1 } },
    });
    expect(code).toBe(422);
    expect(complaints(body).map(({ field }) => field)).toEqual(["status.results.fail"]);
  });
});

describe("kubectl", () => {
  test.each(["scope", "scopes", "ismsscope", "ismsscopes"])("get %s lists scopes", async (word) => {
    await create(scope(`api-${word}`, validScope));
    expect(await kubectl(cluster, ["get", word, "-o", "name"])).toContain(`ismsscope.${GROUP}/api-${word}`);
  });

  test("get scopeex shows what an exception is, how much it covers and until when; whose it is and why when asked for more", async () => {
    const path = `${EXCEPTIONS}/api-exception`;
    await api.must("POST", EXCEPTIONS, exception("api-exception", validException));
    created.push(path);
    const status = { observedGeneration: 1, state: "Active", since: "2026-06-15T12:00:00Z", exempts: 3, message: "It exempts 3 failures." };
    const bySpec = await api.must<Stored>("PATCH", path, { status });
    expect(bySpec.status).toBeUndefined();
    const byStatus = await api.must<Stored>("PATCH", `${path}/status`, { status });
    expect(byStatus.status).toEqual(status);
    expect(byStatus.metadata?.generation).toBe(1);
    const refused = await api.request<Stored>("PATCH", `${path}/status`, { status: { state: "Forgotten" } });
    expect(complaints(refused.body).map(({ field }) => field)).toContain("status.state");
    const [header = "", row = ""] = (await kubectl(cluster, ["get", "scopeex", "api-exception"])).trim().split("\n");
    expect(header.split(/\s+/)).toEqual(["NAME", "SCOPE", "STATE", "EXEMPTS", "EXPIRES", "AGE"]);
    expect(row).toMatch(/^api-exception\s+acme\s+Active\s+3\s+2027-06-30T23:59:59Z\s/);
    const wide = await kubectl(cluster, ["get", "scopeex", "api-exception", "-o", "wide"]);
    expect(wide).toContain("The image cannot be changed");
    expect(wide).toContain("Team Legacy");
  });
});
