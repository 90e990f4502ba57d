import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { DeploymentManifest } from "../../tools/operator/deployed.ts";
import { openApi } from "../../tools/control-plane/api.ts";
import { hasEnded, identify } from "../../tools/control-plane/process-identity.ts";
import { ACCOUNT_FOLDER, layOutRoot, type ImageRoot } from "../../tools/sandbox/root.ts";
import { startSandboxed, whyNoSandbox } from "../../tools/sandbox/sandbox.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { authority } from "../scripted/certificates.ts";
import { useInstall } from "./install.ts";
import { classified, declare, labelsOf, scopePath, statusOf } from "./objects.ts";
import { sharedPlace } from "./place.ts";
import { startPod, stateOf, type Pod } from "./pod.ts";
import { leading, metric, PATIENCE } from "./readings.ts";

const here = suite("image");
const { api, cluster, prefix, folder } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const scope = `${prefix}-scope`;
const mounts = () => readFileSync("/proc/mounts", "utf8");
const mountsBefore = mounts();
let root: ImageRoot;

const deployment = (): DeploymentManifest => ({
  metadata: { name: installed.name, namespace: installed.namespace },
  spec: {
    template: {
      spec: {
        serviceAccountName: installed.name,
        containers: [
          {
            name: "operator",
            args: [`--lease-name=${installed.name}`, `--system-namespaces=kube-*,${installed.namespace}`, "--bind-address=:8080"],
            env: [
              { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
              { name: "POD_NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
            ],
          },
        ],
      },
    },
  },
});

/** A token that is good for as long as a Secret of this name is there. */
async function tokenOf(secret: string): Promise<string> {
  const { namespace, name } = installed;
  const path = `/api/v1/namespaces/${namespace}`;
  const { metadata } = await api.must("POST", `${path}/secrets`, { apiVersion: "v1", kind: "Secret", metadata: { name: secret } });
  const boundObjectRef = { apiVersion: "v1", kind: "Secret", name: secret, uid: metadata?.uid };
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600, boundObjectRef } };
  return (await api.must<{ readonly status: { readonly token: string } }>("POST", `${path}/serviceaccounts/${name}/token`, request)).status
    .token;
}

const start = async (name: string, token: string, ca = cluster.ca ?? ""): Promise<Pod> => {
  const pod = await startPod({ root, deployment: deployment(), name, url: cluster.url, account: { token, ca }, folder });
  here.onCleanup(() => pod.stop("SIGKILL"));
  return pod;
};

const lease = async () => {
  const path = `/apis/coordination.k8s.io/v1/namespaces/${installed.namespace}/leases/${installed.name}`;
  return (await api.must<{ readonly spec: { readonly holderIdentity?: string } }>("GET", path)).spec;
};

const labelled = (name: string) =>
  eventually(async () => {
    expect(await labelsOf(api, name)).toEqual({ "in-scope": "true", scope, environment: "all" });
    return true;
  }, PATIENCE);

/** What a kernel says of a process: one line of its status. */
const statusLine = (status: string, name: string): string | undefined => new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)?.[1];

beforeAll(async () => {
  const why = whyNoSandbox();
  if (why !== undefined) throw new Error(why);
  mkdirSync(join(folder, "root"));
  root = layOutRoot(join(folder, "root"), join(import.meta.dirname, "../.."));
  await declare(api, scope, { environments: [{ name: "all", namespaces: { names: [`${prefix}-app-*`] } }] });
});
afterAll(() => api.request("DELETE", scopePath(scope)));
afterAll(() => expect(mounts()).toBe(mountsBefore));

/** Runs in the image's Node: who it is, and what comes of writing to each place. */
const PROBE = `
  const fs = require("node:fs");
  const write = (path) => { try { fs.writeFileSync(path, ""); return "written"; } catch (error) { return error.code; } };
  const filesIn = (folder) => fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile()).map((entry) => entry.parentPath + "/" + entry.name);
  console.log(JSON.stringify({
    ids: [process.getuid(), process.getgid(), ...process.getgroups()],
    pid: process.pid,
    programs: ["/app", "/bin", "/nodejs", "/sbin", "/usr/bin", "/usr/sbin"].filter(fs.existsSync).flatMap(filesIn),
    processes: fs.readdirSync("/proc").filter((name) => Number(name) > 0),
    status: fs.readFileSync("/proc/self/status", "utf8"),
    variables: Object.keys(process.env),
    written: process.argv.slice(1).map(write),
  }));`;

/** Starts a sandbox, tells the number of its process, and waits to be killed. */
const PARENT = `
  const { startSandboxed } = await import(process.argv[1]);
  const { pid } = await startSandboxed(JSON.parse(process.argv[2]));
  console.log(pid);
  setInterval(() => {}, 1000);`;

describe("a container of the image", () => {
  test("is alone, is user 65532 without any right, and can write nowhere", async () => {
    const places = ["/file", "/tmp/file", "/app/file", "/app/operator.mjs", "/home/nonroot/file", `${ACCOUNT_FOLDER}/token`];
    const account = join(folder, "probe-account");
    mkdirSync(account);
    const node = root.entrypoint[0] ?? "";
    const { child } = await startSandboxed({ root, account, command: [node, "--eval", PROBE, ...places] });
    const [said, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(problems).toBe("");
    const { status, variables, ...probe } = JSON.parse(said) as { readonly status: string; readonly variables: readonly string[] };
    expect(probe).toEqual({
      ids: [65_532, 65_532, 65_532],
      pid: 1,
      programs: ["/app/LICENSE", "/app/operator.mjs", "/nodejs/bin/node"],
      processes: ["1"],
      written: ["EROFS", "EROFS", "EROFS", "EROFS", "EROFS", expect.stringMatching(/EROFS|ENOENT/)],
    });
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapAmb"]) expect(statusLine(status, set), set).toBe("0000000000000000");
    expect(statusLine(status, "NoNewPrivs")).toBe("1");
    expect(variables.filter((name) => /^(npm|VITEST|KUBECONFIG|HOME)/.test(name))).toEqual([]);
  });

  describe("with its ServiceAccount", () => {
    let pod: Pod;
    let first: string;
    let rootBefore: string[];

    beforeAll(async () => {
      rootBefore = stateOf(root.folder);
      first = await tokenOf("first");
      pod = await start("pod-1", first);
      await pod.ready();
    });

    test("does its job: a namespace is labelled, the status written, the metrics served", async () => {
      const name = await here.namespace("app-1", classified("Internal"));
      await labelled(name);
      await eventually(async () => (await statusOf(api, scope)).namespaces?.inScope === 1, PATIENCE);
      await eventually(async () => (await metric(pod, "isms_scope_namespaces", { scope, state: "in_scope" })) === 1, PATIENCE);
      expect((await lease()).holderIdentity).toMatch(/^pod-1_/);
    });

    test("runs as what the probe was, and has written nothing", () => {
      const status = readFileSync(`/proc/${pod.pid}/status`, "utf8");
      expect(statusLine(status, "CapEff")).toBe("0000000000000000");
      expect(statusLine(status, "NoNewPrivs")).toBe("1");
      if (process.getuid?.() === 0) expect(statusLine(status, "Uid")).toBe("65532\t65532\t65532\t65532");
      expect(stateOf(root.folder)).toEqual(rootBefore);
      const [resident, own] = [statusLine(status, "VmRSS"), statusLine(status, "RssAnon")];
      process.stderr.write(`a container of the image: ${resident} resident, of which ${own} are not files' pages\n`);
    });

    test("a token that was replaced is read again: it goes on when the first is refused", async () => {
      const stale = openApi({ url: cluster.url, token: first, ...(cluster.ca === undefined ? {} : { ca: cluster.ca }) });
      here.onCleanup(() => stale.close());
      expect((await stale.request("GET", "/api")).status).toBe(200);
      pod.account.write({ token: await tokenOf("second"), ca: cluster.ca ?? "", namespace: installed.namespace });
      await api.must("DELETE", `/api/v1/namespaces/${installed.namespace}/secrets/first`);
      await eventually(async () => (await stale.request("GET", "/api")).status === 401, PATIENCE);
      await labelled(await here.namespace("app-2", classified("Internal")));
      expect(await metric(pod, "leader_election_master_status")).toBe(1);
    });

    test("SIGTERM to its first process gives the lease back and ends it with 0", async () => {
      await leading(pod);
      expect((await lease()).holderIdentity).toMatch(/^pod-1_/);
      expect(await pod.stop("SIGTERM")).toBe(0);
      expect((await lease()).holderIdentity ?? "").toBe("");
    });
  });

  test("trusts the certificate that is mounted and no other: an API server of another authority gets no request", async () => {
    const pod = await start("pod-2", await tokenOf("third"), authority("another").ca);
    await eventually(() => pod.lines.some((line) => /certificate/i.test(line)), PATIENCE);
    expect((await pod.get("/readyz")).status).not.toBe(200);
    expect((await lease()).holderIdentity ?? "").toBe("");
  });

  test("ends with whoever started it, killed or not, and leaves no mount", async () => {
    const account = join(folder, "orphan-account");
    mkdirSync(account);
    const options = JSON.stringify({ root, account, command: [root.entrypoint[0], "--eval", "setInterval(() => {}, 1000)"] });
    const args = ["--input-type=module", "--eval", PARENT, join(import.meta.dirname, "../../tools/sandbox/sandbox.ts"), options];
    const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
    const orphan = identify(Number(line));
    if (orphan === undefined) throw new Error("the sandboxed process is not there");
    parent.kill("SIGKILL");
    expect(await hasEnded(orphan, PATIENCE.timeout)).toBe(true);
    expect(mounts()).toBe(mountsBefore);
  });
});
