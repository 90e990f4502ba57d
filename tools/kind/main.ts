/** `make kind`: a cluster of kind, with the image in it, on which the very suites of `make test` run; it is deleted at the end. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildImage, whyNoDocker } from "../image/build.ts";
import { isThere, mustRun, runToEnd } from "../image/command.ts";
import { chooseMinor, NODE_IMAGES, type Minor } from "./nodes.ts";

const ROOT = join(import.meta.dirname, "../..");
const SUITES = ["tests/cluster", "tests/e2e"];

/** The installed kind when it is of the version that go.mod pins, else that one built by Go, whose checksums vouch for it. */
function kindCommand(): readonly string[] {
  const pinned = /sigs\.k8s\.io\/kind (v\S+)/.exec(readFileSync(join(import.meta.dirname, "go.mod"), "utf8"))?.[1];
  const installed = isThere("kind") ? spawnSync("kind", ["version"], { encoding: "utf8" }).stdout.split(" ")[1] : undefined;
  if (installed === pinned) return ["kind"];
  if (isThere("go")) return ["go", "-C", import.meta.dirname, "tool", "kind"];
  const found = installed === undefined ? "neither was found on the PATH" : `the PATH has ${installed}, and no Go`;
  throw new Error(`make kind needs kind ${pinned}, for which the images of its nodes are made, or Go to build it: ${found}`);
}

/** Resolves to the exit code of the suites. */
async function main(minor: Minor): Promise<number> {
  const why = whyNoDocker();
  if (why !== undefined) throw new Error(`make kind needs Docker (make test runs the same suites without it): ${why}`);
  const [command = "", ...before] = kindCommand();
  const kind = (...args: readonly string[]) => mustRun(command, [...before, ...args], { cwd: ROOT });
  const image = await buildImage(ROOT);
  const name = `isms-scope-${minor.replace(".", "-")}`;
  const folder = mkdtempSync(join(tmpdir(), "isms-scope-kind-"));
  const kubeconfig = join(folder, "kubeconfig");
  try {
    const config = join(import.meta.dirname, "cluster.yaml");
    await kind(
      "create",
      "cluster",
      "--name",
      name,
      "--image",
      NODE_IMAGES[minor],
      "--config",
      config,
      "--kubeconfig",
      kubeconfig,
      "--wait",
      "180s",
    );
    await kind("load", "docker-image", image, "--name", name);
    const env = { KUBECONFIG_UNDER_TEST: kubeconfig, ISMS_SCOPE_IMAGE: image };
    return await runToEnd("vitest", ["run", "--project", "cluster", ...SUITES], { cwd: ROOT, env });
  } finally {
    await kind("delete", "cluster", "--name", name, "--kubeconfig", kubeconfig);
    rmSync(folder, { recursive: true, force: true });
  }
}

// Ctrl-C reaches the command that runs; what follows is the cluster's end.
process.on("SIGINT", () => {});
try {
  process.exitCode = await main(chooseMinor(process.env["MINOR"]));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
