import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openApi } from "../../tools/control-plane/api.ts";
import { hasEnded, identify, type ProcessIdentity } from "../../tools/control-plane/process-identity.ts";
import { addNodes } from "../../tools/control-plane/nodes.ts";
import { readSettings } from "../../tools/control-plane/settings.ts";
import { startControlPlane, type ControlPlane } from "../../tools/control-plane/start.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { runCommand } from "../../tools/control-plane/kubectl.ts";
import { scratch } from "../harness/scratch.ts";

const start = join(import.meta.dirname, "..", "..", "tools", "control-plane", "start.ts");
const cluster = suite("control-plane");

interface Conditions {
  readonly status?: { readonly phase?: string; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isReady({ status }: Conditions): boolean {
  return (status?.conditions ?? []).some(({ type, status: value }) => type === "Ready" && value === "True");
}

describe("the shared control plane", () => {
  test("answers ready, over verified TLS, as the pinned version", async () => {
    expect(await cluster.api.must("GET", "/readyz")).toBe("ok");
    expect(cluster.cluster.ca).toContain("BEGIN CERTIFICATE");
    const version = await cluster.api.must<{ readonly gitVersion: string }>("GET", "/version");
    const pinned = /k8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(start, "..", "go.mod"), "utf8"))?.[1];
    if (cluster.cluster.ours) expect(version.gitVersion).toBe(pinned);
  });

  test("refuses an account what it was not granted, and allows what it was", async () => {
    const namespace = await cluster.namespace("rbac");
    const reader = await cluster.account(namespace, "reader", [{ apiGroups: [""], resources: ["pods"], verbs: ["list"] }]);
    const path = `/api/v1/namespaces/${namespace}`;
    expect((await reader.api.request("GET", `${path}/pods`)).status).toBe(200);
    const refused = await reader.api.request("GET", `${path}/secrets`);
    expect(refused).toMatchObject({ status: 403, body: { reason: "Forbidden", message: expect.stringContaining(reader.user) as string } });
    const nobody = openApi({ url: cluster.cluster.url, ...(cluster.cluster.ca === undefined ? {} : { ca: cluster.cluster.ca }) });
    onTestFinished(() => nobody.close());
    expect((await nobody.request("GET", `${path}/pods`)).status).toBe(403);
  });

  test("runs the pods of a deployment on a fake node until they are Ready", async () => {
    if (!cluster.cluster.ours) return;
    const nodes = await addNodes(cluster.api, 1, {
      prefix: cluster.prefix,
      labels: { suite: cluster.prefix },
      providerId: "aws:///eu/i-1",
    });
    cluster.onCleanup(() => cluster.api.request("DELETE", `/api/v1/nodes/${nodes[0]}`));
    const namespace = await cluster.namespace("pods");
    await cluster.applyYaml(deployment(cluster.prefix), { namespace });
    const pods = await eventually(
      async () => {
        const { items } = await cluster.api.must<{ items: Conditions[] }>("GET", `/api/v1/namespaces/${namespace}/pods`);
        return items.length === 2 && items.every(isReady) && items;
      },
      { timeout: 30_000 },
    );
    expect(pods.map(({ status }) => status?.phase)).toEqual(["Running", "Running"]);
    const node = await cluster.api.must<Conditions & { spec: { providerID: string } }>("GET", `/api/v1/nodes/${nodes[0]}`);
    expect(isReady(node)).toBe(true);
    expect(node.spec.providerID).toBe("aws:///eu/i-1");
  });

  test("kubectl speaks to it, and says why when it cannot do a thing", async () => {
    expect(await cluster.kubectl(["get", "namespace", "default", "-o", "name"])).toBe("namespace/default\n");
    await expect(cluster.kubectl(["get", "namespace", cluster.prefix])).rejects.toThrow("not found");
    const helm = await runCommand(cluster.cluster, "helm", ["list", "--namespace", "default"]);
    expect(helm).toMatchObject({ code: 0 });
  });
});

function deployment(node: string): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { nodeSelector: { suite: ${node} }, containers: [{ name: web, image: example.org/web:1 }] }
`;
}

describe("a control plane of one's own", () => {
  let own: ControlPlane;
  beforeAll(async () => {
    own = await startControlPlane({ controllerManager: false, scheduler: false, audit: true, log: () => {} });
  });
  afterAll(() => own.stop());

  test("without a controller manager pods are admitted all the same", async () => {
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "bare" },
      spec: { containers: [{ name: "a", image: "example.org/a:1" }] },
    };
    expect((await own.api.request("POST", "/api/v1/namespaces/default/pods", pod)).status).toBe(201);
  });

  test("kwok leaves alone the nodes that are not its own", async () => {
    await own.api.must("POST", "/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: "foreign" } });
    await addNodes(own.api, 1, { prefix: "fake" });
    await eventually(async () => isReady(await own.api.must<Conditions>("GET", "/api/v1/nodes/fake-0")));
    expect(isReady(await own.api.must<Conditions>("GET", "/api/v1/nodes/foreign"))).toBe(false);
  });

  test("with audit on, each request is one line with who asked for what", async () => {
    await own.api.must("GET", "/api/v1/namespaces/default/configmaps");
    const lines = readFileSync(own.auditLog ?? "", "utf8")
      .trim()
      .split("\n");
    const events = lines.map((line) => JSON.parse(line) as { verb: string; user: { username: string }; requestURI: string });
    const asked = events.filter(({ requestURI }) => requestURI === "/api/v1/namespaces/default/configmaps");
    expect(asked.map(({ verb, user }) => [verb, user.username])).toEqual([["list", "admin"]]);
  });

  test.each(["SIGTERM", "SIGKILL"] as const)(
    "its API server ended by %s and started again has the same address and the same data",
    async (signal) => {
      const namespace = `kept-${signal.toLowerCase()}`;
      const before = await own.api.must("POST", "/api/v1/namespaces", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace },
      });
      const { "kube-apiserver": pid } = own.pids();
      await own.stopApiServer({ signal });
      await expect(own.api.request("GET", "/readyz")).rejects.toThrow("ECONNREFUSED");
      await own.startApiServer();
      expect((await own.api.must("GET", `/api/v1/namespaces/${namespace}`)).metadata?.uid).toBe(before.metadata?.uid);
      expect(own.pids()["kube-apiserver"]).not.toBe(pid);
    },
  );
});

describe("a control plane that ends otherwise than by being stopped", () => {
  test("a component that does not start is named, with what it said, and nothing stays", async () => {
    const settings = { ...readSettings(), temporary: scratch() };
    const starting = startControlPlane({ settings, flags: { "kube-apiserver": ["--no-such-flag"] }, log: () => {} });
    await expect(starting).rejects.toThrow(/kube-apiserver ended with code 1; last lines of its log:[^]*no-such-flag/);
    expect(readdirSync(settings.temporary)).toEqual([]);
  });

  test("kill -9 of the process that started it leaves no process and no folder", async () => {
    const script = `
      const { startControlPlane } = await import(process.argv[1]);
      const it = await startControlPlane({ log: () => {} });
      console.log(JSON.stringify({ folder: it.folder, pids: [it.supervisor.pid, ...Object.values(it.pids())] }));
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", script, start], { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
    const { folder, pids } = JSON.parse(line) as { folder: string; pids: number[] };
    const left = pids.map((pid) => identify(pid)).filter((identity): identity is ProcessIdentity => identity !== undefined);
    expect(left).toHaveLength(6);
    parent.kill("SIGKILL");
    for (const identity of left) expect(await hasEnded(identity, 15_000)).toBe(true);
    expect(existsSync(folder)).toBe(false);
  });
});
