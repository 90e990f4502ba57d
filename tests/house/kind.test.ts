import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NODE_IMAGES } from "../../tools/kind/nodes.ts";
import { scratch } from "../harness/scratch.ts";
import { ROOT } from "./project.ts";

const PINNED = /sigs\.k8s\.io\/kind (v\S+)/.exec(readFileSync(join(ROOT, "tools/kind/go.mod"), "utf8"))?.[1] ?? "";
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly version: string };

/** Runs a tool where the PATH has these commands alone: scripts that write down how they were called, and do as they are told. */
function run(tool: string, commands: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const folder = scratch();
  const [bin, log] = [join(folder, "bin"), join(folder, "log")];
  mkdirSync(bin);
  for (const name of ["sh", "rm"]) symlinkSync(realpathSync(`/bin/${name}`), join(bin, name));
  for (const [name, text] of Object.entries(commands)) {
    const called = `echo "${name} $*" >> '${log}'`;
    writeFileSync(join(bin, name), `#!/bin/sh\n${called}\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const options = { encoding: "utf8", env: { PATH: bin, TMPDIR: folder, ...env } } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, tool)], options);
  const calls = existsSync(log) ? readFileSync(log, "utf8").trimEnd().replaceAll(folder, "TMP").split("\n") : [];
  return { status, stdout, stderr, calls: calls.map((call) => call.replaceAll(/kind-\w{6}/g, "kind-X")) };
}

const KIND = `[ "$1" != version ] || echo "kind ${PINNED} go1.26.7 linux/amd64"`;
const NO_DAEMON = "[ $1 != info ] || { echo 'Cannot connect to the Docker daemon' >&2; exit 1; }";

describe("make kind", () => {
  it("builds the image, makes a cluster of the minor, loads the image, runs the suites there, deletes the cluster", () => {
    const vitest = `echo "KUBECONFIG_UNDER_TEST=$KUBECONFIG_UNDER_TEST ISMS_SCOPE_IMAGE=$ISMS_SCOPE_IMAGE"; exit 3`;
    const { status, calls, stdout } = run("tools/kind/main.ts", { docker: "", kind: KIND, vitest }, { MINOR: "1.36" });
    const kubeconfig = "TMP/isms-scope-kind-X/kubeconfig";
    expect(calls).toEqual([
      "docker info --format {{.ServerVersion}}",
      "kind version",
      `docker build --tag isms-scope-operator:${version} --build-arg VERSION=${version} --build-arg REVISION=unknown .`,
      `kind create cluster --name isms-scope-1-36 --image ${NODE_IMAGES["1.36"]} --config ${join(ROOT, "tools/kind/cluster.yaml")} --kubeconfig ${kubeconfig} --wait 180s`,
      `kind load docker-image isms-scope-operator:${version} --name isms-scope-1-36`,
      "vitest run --project cluster tests/cluster tests/e2e",
      `kind delete cluster --name isms-scope-1-36 --kubeconfig ${kubeconfig}`,
    ]);
    expect(stdout).toMatch(new RegExp(`KUBECONFIG_UNDER_TEST=\\S+/kubeconfig ISMS_SCOPE_IMAGE=isms-scope-operator:${version}\\n`));
    expect(status, "the suites' own exit code").toBe(3);
  });

  it("deletes what there is of a cluster that does not start", () => {
    const { status, calls, stderr } = run("tools/kind/main.ts", { docker: "", kind: `${KIND}\n[ "$1" != create ]` });
    expect(calls.at(-1)).toMatch(/^kind delete cluster --name isms-scope-/);
    expect(calls.filter((call) => call.startsWith("vitest"))).toEqual([]);
    expect(stderr.trimEnd().split("\n").at(-1)).toBe("kind create ended with 1");
    expect(status).toBe(1);
  });

  it("builds the pinned kind where another one is installed", () => {
    const { status, calls } = run("tools/kind/main.ts", { docker: "", kind: "echo kind v0.1.0 go1", go: "", vitest: "" });
    expect(calls.filter((call) => call.startsWith("go"))).toHaveLength(3);
    expect(calls).toContainEqual(expect.stringMatching(/^go -C \S+\/tools\/kind tool kind create cluster /));
    expect(status).toBe(0);
  });

  it.each([
    ["no docker", {}, /^make kind needs Docker \(make test .*\): docker was not found on the PATH: install Docker/],
    ["docker without its daemon", { docker: NO_DAEMON }, /: docker is installed but does not work: Cannot connect to the Docker daemon$/],
    [
      "another kind and no Go",
      { docker: "", kind: "echo kind v0.1.0 go1" },
      /^make kind needs kind v[\d.]+, .*: the PATH has v0\.1\.0, and no Go$/,
    ],
    ["neither kind nor Go", { docker: "" }, /or Go to build it: neither was found on the PATH$/],
  ])("says in one line what to mend: %s", (_, commands, sentence) => {
    const { status, stderr } = run("tools/kind/main.ts", commands);
    expect({ status, lines: stderr.trimEnd().split("\n") }).toEqual({ status: 1, lines: [expect.stringMatching(sentence)] });
  });
});

describe("make image", () => {
  it("prints the image that it built, and nothing else", () => {
    const { status, stdout, calls } = run("tools/image/main.ts", { docker: "" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: `isms-scope-operator:${version}\n` });
    expect(calls[1]).toMatch(/^docker build --tag isms-scope-operator:/);
  });

  it("says what to mend where Docker does not work", () => {
    const { status, stderr } = run("tools/image/main.ts", { docker: NO_DAEMON });
    const sentence = "make image needs Docker: docker is installed but does not work: Cannot connect to the Docker daemon\n";
    expect({ status, stderr }).toEqual({ status: 1, stderr: sentence });
  });
});
