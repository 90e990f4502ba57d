import { join } from "node:path";
import { dump } from "js-yaml";
import { beforeAll, describe, expect, test } from "vitest";
import { API_VERSION, FIELD_MANAGER } from "../../src/api/names.ts";
import type { ApiObject } from "../../tools/control-plane/api.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { asked, requestsOf } from "./audit.ts";
import { useInstall } from "./install.ts";
import { labelsOf, namespacePath, scopePath, statusOf, type ScopeObject } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { eventsOf, PATIENCE, quiet } from "./readings.ts";

// A control plane of its own: only the API server's audit counts who wrote how often.
const place = ownPlace({ audit: true, scheduler: false, kwok: false });
const installed = useInstall(place);
const SCOPE = "shop";
const OURS = { "in-scope": "true", scope: SCOPE, environment: "production" };
const APPLY = "application/apply-patch+yaml";
/** Who applies what Git holds, by the names that the API server writes down. */
const MANAGERS = ["argocd-controller", "kustomize-controller", "helm-controller", "kubectl"] as const;

let operator: OperatorProcess;

const scopeInGit = (document: object = { title: "Scope in Git" }) => ({
  apiVersion: API_VERSION,
  kind: "IsmsScope",
  metadata: { name: SCOPE },
  spec: { document, environments: [{ name: "production", namespaces: { matchLabels: { "example.com/env": "prod" } } }] },
});

interface NamespaceInGit {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
}

const namespaceInGit = (name: string, labels: Readonly<Record<string, string>> = {}): NamespaceInGit => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    labels: { "example.com/env": "prod", ...labels },
    annotations: { "isms-scope.io/data-classification": "Internal" },
  },
});

/** Server-side apply with force, as all of them do; `query` may make it a dry run. */
const sync = (manager: string, path: string, object: object, query = ""): Promise<ApiObject> =>
  place.api.must("PATCH", `${path}?fieldManager=${manager}&force=true${query}`, object, APPLY);

const syncNamespace = (manager: string, object: NamespaceInGit, query = ""): Promise<ApiObject> =>
  sync(manager, namespacePath(object.metadata.name), object, query);

const untilOurs = (name: string) =>
  eventually(async () => {
    expect(await labelsOf(place.api, name)).toEqual(OURS);
    return true;
  }, PATIENCE);

/** When the operator wrote to a namespace. */
const writesTo = (name: string): readonly number[] =>
  requestsOf(place.controlPlane.auditLog, installed.user)
    .filter((entry) => asked(entry) === `patch namespaces ${name}`)
    .map(({ requestReceivedTimestamp }) => Date.parse(requestReceivedTimestamp));

interface Managed {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const managersOf = async (path: string): Promise<readonly Managed[]> =>
  (await place.api.must<{ readonly metadata: { readonly managedFields: readonly Managed[] } }>("GET", path)).metadata.managedFields;

/** What Flux compares between the object and a dry run of its apply; Argo CD's server-side diff does likewise. */
const compared = ({ metadata, ...rest }: ApiObject) => ({
  ...rest,
  status: undefined,
  labels: metadata?.labels,
  notes: metadata?.annotations,
});

const condition = async (type: string) => (await statusOf(place.api, SCOPE)).conditions?.find((each) => each.type === type);

beforeAll(async () => {
  await sync("kustomize-controller", scopePath(SCOPE), scopeInGit());
  operator = await installed.run();
});

describe("namespaces that Git holds", () => {
  test.each(MANAGERS)("applied by %s keep our labels through every sync and lose what Git prunes", async (manager) => {
    const name = `by-${manager}`;
    const inGit = namespaceInGit(name, { team: "a" });
    await syncNamespace(manager, inGit);
    await untilOurs(name);
    for (let again = 0; again < 3; again += 1) await syncNamespace(manager, inGit);
    const pruned = await syncNamespace(manager, namespaceInGit(name));
    expect(pruned.metadata?.labels).not.toHaveProperty("team");
    expect(await labelsOf(place.api, name)).toEqual(OURS);
    await quiet(operator);
    expect(writesTo(name)).toHaveLength(1);
  });

  test("applied by Argo CD's client-side apply, its default, keep our labels too", async () => {
    const apply = (object: object) => place.kubectl(["apply", "--field-manager=argocd-controller", "-f", "-"], { input: dump(object) });
    await apply(namespaceInGit("by-client", { team: "a" }));
    await untilOurs("by-client");
    await apply(namespaceInGit("by-client"));
    expect((await place.api.must("GET", namespacePath("by-client"))).metadata?.labels).not.toHaveProperty("team");
    await quiet(operator);
    expect(await labelsOf(place.api, "by-client")).toEqual(OURS);
    expect(writesTo("by-client")).toHaveLength(1);
  });

  test("show no drift in a server-side dry run, though we have labelled them", async () => {
    for (const manager of MANAGERS) {
      const name = `by-${manager}`;
      const live = await place.api.must("GET", namespacePath(name));
      expect(compared(await syncNamespace(manager, namespaceInGit(name), "&dryRun=All"))).toEqual(compared(live));
    }
  });

  test("are labelled again at once when a tool replaces the whole object", async () => {
    const name = "by-replace";
    await syncNamespace("argocd-controller", namespaceInGit(name));
    await untilOurs(name);
    await place.kubectl(["replace", "--field-manager=argocd-controller", "-f", "-"], { input: dump(namespaceInGit(name)) });
    await untilOurs(name);
    await quiet(operator);
    expect(writesTo(name)).toHaveLength(2);
  });
});

describe("a scope that Git holds", () => {
  const changed = { title: "Changed in Git" };

  test("has its spec from Git and its status from us: nobody holds a field of the other", async () => {
    await eventually(async () => (await statusOf(place.api, SCOPE)).results !== undefined, PATIENCE);
    const managed = (await managersOf(scopePath(SCOPE))).toSorted((a, b) => b.manager.localeCompare(a.manager));
    expect(managed.map(({ manager, operation, subresource = "" }) => [manager, operation, subresource])).toEqual([
      ["kustomize-controller", "Apply", ""],
      [FIELD_MANAGER, "Apply", "status"],
    ]);
    expect(managed.map(({ fieldsV1 }) => Object.keys(fieldsV1))).toEqual([["f:spec"], ["f:status"]]);
  });

  test("shows no drift, and is Current to kstatus as soon as the operator has seen the new spec", async () => {
    const { metadata } = await sync("kustomize-controller", scopePath(SCOPE), scopeInGit(changed));
    const current = await eventually(async () => {
      const { status } = await place.api.must<ScopeObject>("GET", scopePath(SCOPE));
      return status?.observedGeneration === metadata?.generation && status?.conditions?.find(({ type }) => type === "Ready");
    }, PATIENCE);
    expect(current).toMatchObject({ status: "True", observedGeneration: metadata?.generation });
    await quiet(operator);
    const live = await place.api.must("GET", scopePath(SCOPE));
    expect(compared(await sync("kustomize-controller", scopePath(SCOPE), scopeInGit(changed), "&dryRun=All"))).toEqual(compared(live));
  });

  test("is approved by a second change, which leaves the digest as it is", async () => {
    const { digest } = await statusOf(place.api, SCOPE);
    const approvals = [{ role: "Owner", name: "A. Person", date: "2026-01-15", digest }];
    await sync("kustomize-controller", scopePath(SCOPE), scopeInGit({ ...changed, approvals }));
    await eventually(async () => (await condition("Approved"))?.status === "True", PATIENCE);
    expect((await statusOf(place.api, SCOPE)).digest).toBe(digest);
    await sync("kustomize-controller", scopePath(SCOPE), scopeInGit({ title: "Changed again", approvals }));
    await eventually(async () => (await condition("Approved"))?.reason === "ApprovalStale", PATIENCE);
  });

  test("is changed by a person for as long as Git is not synced: the next sync has it back", async () => {
    await place.kubectl(["patch", "scope", SCOPE, "--type=merge", `--patch={"spec":{"document":{"title":"By hand"}}}`]);
    const { spec } = (await sync("kustomize-controller", scopePath(SCOPE), scopeInGit(changed))) as { spec?: object };
    expect(spec).toMatchObject({ document: { title: "Changed in Git" } });
  });
});

describe("a label of ours that Git declares too", () => {
  test("with our value is a finding and no fight: nobody writes", async () => {
    const name = "co-owned";
    await syncNamespace("helm-controller", namespaceInGit(name));
    await untilOurs(name);
    await syncNamespace("helm-controller", namespaceInGit(name, { "isms-scope.io/scope": SCOPE }));
    await eventually(async () => {
      const { findings = [] } = await statusOf(place.api, SCOPE);
      return findings.some(
        (finding) => finding.name === name && finding.reason === "HeldByAnother" && /"helm-controller"/.test(finding.message),
      );
    }, PATIENCE);
    await syncNamespace("helm-controller", namespaceInGit(name, { "isms-scope.io/scope": SCOPE }));
    await quiet(operator);
    expect(writesTo(name)).toHaveLength(1);
    await syncNamespace("helm-controller", namespaceInGit(name));
    await quiet(operator);
    expect(await labelsOf(place.api, name)).toEqual(OURS);
    expect(writesTo(name)).toHaveLength(1);
  });

  test("with another value is set back once, then told as LabelConflict and left for half a minute, however often it is synced", async () => {
    const name = "contested";
    const declared = namespaceInGit(name, { "isms-scope.io/scope": "theirs" });
    await syncNamespace("argocd-controller", namespaceInGit(name));
    await untilOurs(name);
    // Self-heal: whenever the label is not what Git says, it is applied again.
    const conflict = await eventually(async () => {
      if ((await labelsOf(place.api, name))["scope"] !== "theirs") await syncNamespace("argocd-controller", declared);
      const now = await condition("Ready");
      return now?.reason === "LabelConflict" && now;
    }, PATIENCE);
    expect(conflict.message).toContain(`${name} (field manager argocd-controller)`);
    expect((await labelsOf(place.api, name))["scope"]).toBe("theirs");
    const since = Date.parse(conflict.lastTransitionTime);
    const early = writesTo(name).filter((at) => at < since + 25_000);
    expect(early).toHaveLength(2);
    const told = (await eventsOf(place.api, name)).filter(({ reason }) => reason === "NamespaceLabelsRestored");
    expect(told.every(({ note }) => note.startsWith("Field manager argocd-controller changed isms-scope.io/scope"))).toBe(true);
    expect(told.length).toBeLessThanOrEqual(2);
  });
});

describe("our CustomResourceDefinitions", () => {
  const crds = join(import.meta.dirname, "..", "..", "crds");

  test("fit into the annotation of client-side apply, and are taken over by a server-side one", async () => {
    await place.kubectl(["apply", "--field-manager=argocd-controller", "-f", crds]);
    const applied = await place.kubectl(["apply", "--server-side", "--force-conflicts", "--field-manager=helm-controller", "-f", crds]);
    expect(applied.match(/serverside-applied/g)).toHaveLength(2);
  });
});
