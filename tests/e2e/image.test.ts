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
import { ACCOUNT_FOLDER, type ImageRoot } from "../../tools/sandbox/root.ts";
import { startSandboxed } from "../../tools/sandbox/sandbox.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { authority } from "../scripted/certificates.ts";
import { INSTALLED } from "./install.ts";
import { INSTALLED_PATH, installForSuite, leaseHolder, rootForSuite, tokenFor } from "./installed.ts";
import { classified, declare, labelsOf, scopePath } from "./objects.ts";
import { startPod, stateOf, type Pod } from "./pod.ts";
import { leading, metric, PATIENCE } from "./readings.ts";

const here = suite("image");
const { api, cluster, prefix, folder } = here;
const scope = `${prefix}-scope`;
const mounts = () => readFileSync("/proc/mounts", "utf8");
const mountsBefore = mounts();
let root: ImageRoot;
let deployment: DeploymentManifest;

const start = async (name: string, token: string, ca = cluster.ca ?? ""): Promise<Pod> => {
  const pod = await startPod({ root, deployment, name, url: cluster.url, account: { token, ca }, folder });
  here.onCleanup(() => pod.stop("SIGKILL"));
  return pod;
};

const labelled = (name: string): Promise<true> =>
  eventually(async () => {
    expect(await labelsOf(api, name)).toEqual({ "in-scope": "true", scope, environment: "all" });
    return true;
  }, PATIENCE);

/** What a kernel says of a process: one line of its status. */
const statusLine = (status: string, name: string): string | undefined => new RegExp(`^${name}:\\s+(.*)$`, "m").exec(status)?.[1];

beforeAll(async () => {
  root = rootForSuite(here);
  deployment = await installForSuite(here);
  await declare(api, scope, { environments: [{ name: "all", namespaces: { names: [`${prefix}-app-*`] } }] });
});
afterAll(() => api.request("DELETE", scopePath(scope)));
afterAll(() => expect(mounts()).toBe(mountsBefore));

/** The part of a pod that says what its containers may do to the machine. */
interface SecuredPodSpec {
  readonly securityContext?: object;
  readonly containers: readonly { readonly securityContext?: object; readonly volumeMounts?: readonly object[] }[];
}

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
    const writes = ["/file", "/tmp/file", "/app/file", "/app/operator.mjs", "/home/nonroot/file", `${ACCOUNT_FOLDER}/token`];
    const account = join(folder, "probe-account");
    mkdirSync(account);
    const node = root.entrypoint[0] ?? "";
    const { child } = await startSandboxed({ root, account, command: [node, "--eval", PROBE, ...writes] });
    const [said, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(problems).toBe("");
    const { status, variables, ...probe } = JSON.parse(said) as { readonly status: string; readonly variables: readonly string[] };
    expect(probe).toEqual({
      ids: [65_532, 65_532, 65_532],
      pid: 1,
      programs: ["/app/LICENSE", "/app/THIRD-PARTY-NOTICES", "/app/operator.mjs", "/nodejs/bin/node"],
      processes: ["1"],
      written: ["EROFS", "EROFS", "EROFS", "EROFS", "EROFS", expect.stringMatching(/EROFS|ENOENT/)],
    });
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapAmb"]) expect(statusLine(status, set), set).toBe("0000000000000000");
    expect(statusLine(status, "NoNewPrivs")).toBe("1");
    expect(variables.filter((name) => /^(npm|VITEST|KUBECONFIG|HOME)/.test(name))).toEqual([]);
  });

  test("has what the chart asks a kubelet for: the same user, a root that is read-only, no privilege, no capability", () => {
    const { securityContext: pod, containers } = deployment.spec.template.spec as SecuredPodSpec;
    expect(pod).toMatchObject({ runAsNonRoot: true, runAsUser: root.uid, runAsGroup: root.gid });
    const container = { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
    expect(containers[0]?.securityContext).toMatchObject(container);
    expect(containers[0]?.volumeMounts ?? [], "places to write to").toEqual([]);
  });

  describe("with its ServiceAccount", () => {
    let pod: Pod;
    let first: string;
    let rootBefore: string[];

    beforeAll(async () => {
      rootBefore = stateOf(root.folder);
      first = await tokenFor(here, "first");
      pod = await start("pod-1", first);
      await pod.ready();
    });

    test("finds the cluster, logs in and labels a namespace", async () => {
      await labelled(await here.namespace("app-1", classified("Internal")));
      expect(await leaseHolder(here)).toMatch(/^pod-1_/);
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
      pod.account.write({ token: await tokenFor(here, "second"), ca: cluster.ca ?? "", namespace: INSTALLED.namespace });
      await api.must("DELETE", `${INSTALLED_PATH}/secrets/first`);
      await eventually(async () => (await stale.request("GET", "/api")).status === 401, PATIENCE);
      await labelled(await here.namespace("app-2", classified("Internal")));
      expect(await metric(pod, "leader_election_master_status")).toBe(1);
    });

    test("SIGTERM to its first process gives the lease back and ends it with 0", async () => {
      await leading(pod);
      expect(await leaseHolder(here)).toMatch(/^pod-1_/);
      expect(await pod.stop("SIGTERM")).toBe(0);
      expect(await leaseHolder(here)).toBe("");
    });
  });

  test("trusts the certificate that is mounted and no other: an API server of another authority gets no request", async () => {
    const pod = await start("pod-2", await tokenFor(here, "third"), authority("another").ca);
    await eventually(() => pod.lines.some((line) => /certificate/i.test(line)), PATIENCE);
    expect((await pod.get("/readyz")).status).not.toBe(200);
    expect(await leaseHolder(here)).toBe("");
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
