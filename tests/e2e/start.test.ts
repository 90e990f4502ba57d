import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, onTestFinished, test } from "vitest";
import { readKubeconfig, writeKubeconfig } from "../../tools/control-plane/kubeconfig.ts";
import { OPERATOR_BUNDLE, type OperatorProcess } from "../../tools/operator/process.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { scratch } from "../harness/scratch.ts";
import { authority } from "../scripted/certificates.ts";
import { useInstall } from "./install.ts";
import { sharedPlace } from "./place.ts";
import { PATIENCE } from "./readings.ts";

const here = suite("start");
const installed = useInstall(sharedPlace(here), { prefix: here.prefix });

/** Runs the bundle until it ends by itself; returns its exit code and what it said. */
async function ended(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { KUBECONFIG: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [OPERATOR_BUNDLE, ...args], {
    env: { ...inherited, HOME: "/nowhere", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, stdout, stderr: stderr.trimEnd().split("\n") };
}

/** A kubeconfig whose clusters, users and contexts are as given. */
const kubeconfig = (more: object): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "here", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "me", user: { token: "none" } }],
    contexts: [{ name: "prod", context: { cluster: "here", user: "me" } }],
    ...more,
  });

describe("an operator that cannot start ends with one line that says why", () => {
  test.each([
    ["YAML that is none", "clusters: [", "is not valid YAML: "],
    ["no kubeconfig at all", "just a sentence", "holds no clusters"],
    ["no current context", kubeconfig({}), "names no current context; choose one of: prod"],
    ["a context that is not there", kubeconfig({ "current-context": "staging" }), 'has no context "staging"; it has: prod'],
    [
      "a cluster that is not there",
      kubeconfig({ "current-context": "prod", clusters: [] }),
      'names the cluster "here", which is not in it',
    ],
    ["a user who is not there", kubeconfig({ "current-context": "prod", users: [] }), 'names the user "me", who is not in it'],
    [
      "a token file that is not there",
      kubeconfig({ "current-context": "prod", users: [{ name: "me", user: { tokenFile: "/nowhere/token" } }] }),
      "cannot read the token /nowhere/token: no such file",
    ],
  ])("a kubeconfig with %s", async (_, content, sentence) => {
    const path = join(scratch(), "kubeconfig");
    writeFileSync(path, content);
    const { code, stderr, stdout } = await ended([`--kubeconfig=${path}`, "--bind-address=127.0.0.1:0"]);
    expect(stderr).toEqual([expect.stringContaining(sentence)]);
    expect(stderr[0]).toMatch(/^isms-scope-operator: /);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("a kubeconfig that is not there, by flag, by variable, or nowhere", async () => {
    const missing = "isms-scope-operator: cannot read kubeconfig /nowhere/kubeconfig: no such file";
    expect(await ended(["--kubeconfig=/nowhere/kubeconfig"])).toMatchObject({ code: 1, stderr: [missing] });
    expect(await ended([], { KUBECONFIG: "/nowhere/kubeconfig" })).toMatchObject({ code: 1, stderr: [missing] });
    expect(await ended([])).toMatchObject({ code: 1, stderr: [expect.stringContaining("no kubeconfig: none was named")] });
  });

  test("an address that is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await ended([`--kubeconfig=${installed.kubeconfig}`, `--bind-address=127.0.0.1:${port}`]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: [expect.stringMatching(new RegExp(`^isms-scope-operator: .*127\\.0\\.0\\.1:${port}.*in use`))],
    });
  });

  test.each([
    [["--kubeconfg=x"], "Unknown option '--kubeconfg': see --help for the options"],
    [["serve"], "Unexpected argument 'serve': see --help for the options"],
    [["--bind-address=8080"], "--bind-address: write host:port, or :port for all addresses"],
    [["--retry-period=2"], "--retry-period: write a number and a unit: 500ms, 15s, 5m, 1h"],
    [["--lease-duration=5s"], "--lease-duration must be longer than --renew-deadline, and that longer than 1.2 × --retry-period"],
  ])("wrong usage: %s", async (args, sentence) => {
    expect(await ended(args)).toEqual({ code: 2, stdout: "", stderr: [`isms-scope-operator: ${sentence}`] });
  });

  test("a wrong variable is named as such, and every problem has its line", async () => {
    const { code, stderr } = await ended(["--log-level=loud"], { ISMS_SCOPE_LABEL_NAMESPACES: "perhaps" });
    expect(code).toBe(2);
    expect(stderr).toEqual([
      "isms-scope-operator: ISMS_SCOPE_LABEL_NAMESPACES: write true or false",
      expect.stringContaining("isms-scope-operator: --log-level: "),
    ]);
  });
});

test("--help and --version answer on standard output and end well", async () => {
  const help = await ended(["--help"]);
  expect(help).toMatchObject({ code: 0, stderr: [""] });
  for (const option of ["--kubeconfig FILE", "--bind-address HOST:PORT", "--leader-elect BOOL", "ISMS_SCOPE_LEASE_NAMESPACE"])
    expect(help.stdout).toContain(option);
  expect(await ended(["--version"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^isms-scope-operator \d+\.\d+\.\d+\n$/) });
});

describe("an operator that the API server does not let in waits for somebody to mend it", () => {
  const told = ({ lines }: OperatorProcess, sentence: string) => eventually(() => lines.some((line) => line.includes(sentence)), PATIENCE);

  const waits = async (operator: OperatorProcess): Promise<void> => {
    expect((await operator.get("/healthz")).status).toBe(200);
    expect((await operator.get("/readyz")).status).toBe(503);
    expect(operator.lines.filter((line) => /^\s+at |stacktrace/.test(line))).toEqual([]);
    expect(operator.lines.filter((line) => line.includes("waiting until this is mended"))).toHaveLength(1);
  };

  test("with a token that is none: says so, and goes on when the token file holds a good one", async () => {
    const folder = scratch();
    const { url, ca, token = "" } = readKubeconfig(installed.kubeconfig);
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, "nobody");
    const path = join(folder, "kubeconfig");
    const trust = ca === undefined ? {} : { "certificate-authority-data": Buffer.from(ca).toString("base64") };
    writeFileSync(
      path,
      kubeconfig({
        clusters: [{ name: "here", cluster: { server: url, ...trust } }],
        users: [{ name: "me", user: { tokenFile } }],
        "current-context": "prod",
      }),
    );
    const operator = await installed.run({ kubeconfig: path, ready: false });
    await told(operator, "the API server does not accept our credentials for GET /version");
    await waits(operator);
    writeFileSync(tokenFile, token);
    await operator.ready(90_000);
    expect(await operator.stop("SIGTERM")).toBe(0);
  });

  test("with a certificate authority that is not the server's: says so, and ends when asked to", async () => {
    const { url, token = "" } = readKubeconfig(installed.kubeconfig);
    const path = writeKubeconfig(join(scratch(), "kubeconfig"), { url, ca: authority("another").ca, token });
    const operator = await installed.run({ kubeconfig: path, ready: false });
    await told(operator, `cannot trust ${url}`);
    await waits(operator);
    const began = performance.now();
    expect(await operator.stop("SIGTERM")).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("where nobody listens: says so", async () => {
    const path = writeKubeconfig(join(scratch(), "kubeconfig"), { url: "https://127.0.0.1:1", token: "any" });
    const operator = await installed.run({ kubeconfig: path, ready: false });
    await told(operator, "cannot reach https://127.0.0.1:1: connection refused");
    await waits(operator);
    expect(await operator.stop("SIGINT")).toBe(0);
  });
});
