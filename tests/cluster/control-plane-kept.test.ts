import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readSettings } from "../../tools/control-plane/settings.ts";
import { runCommand } from "../../tools/control-plane/kubectl.ts";
import { scratch } from "../harness/scratch.ts";

const cli = join(import.meta.dirname, "..", "..", "tools", "control-plane", "cluster.ts");

/** A cache of its own, so that a cluster that a person left running is not met; the binaries are the shared ones. */
function ownCache(): NodeJS.ProcessEnv {
  const [cache, temporary] = [scratch(), scratch()];
  mkdirSync(readSettings().cache, { recursive: true });
  symlinkSync(readSettings().cache, join(cache, "control-plane"));
  return { ...process.env, ISMS_SCOPE_CACHE: cache, TMPDIR: temporary };
}

test("up leaves a cluster running that its own lines open, twice up is one, down ends it", async () => {
  const env = ownCache();
  const run = (command: string): string =>
    execFileSync(process.execPath, [cli, command], { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void run("down"));

  const printed = run("up");
  const folders = readdirSync(env["TMPDIR"] ?? "");
  expect(folders).toHaveLength(1);
  expect(run("up")).toBe(printed);
  expect(readdirSync(env["TMPDIR"] ?? "")).toEqual(folders);

  const nodes = execFileSync("sh", ["-c", `eval "$(cat)"; kubectl get nodes -o name`], { input: printed, encoding: "utf8" });
  expect(nodes).toBe("node/node-0\nnode/node-1\nnode/node-2\n");

  run("down");
  expect(readdirSync(env["TMPDIR"] ?? "")).toEqual([]);
  const kubeconfig = /KUBECONFIG='(.*)'/.exec(printed)?.[1] ?? "";
  expect(existsSync(kubeconfig)).toBe(false);
  run("down");
});

test("path prints where kubectl and helm are", async () => {
  const searchPath = execFileSync(process.execPath, [cli, "path"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  for (const [tool, args] of [
    ["kubectl", ["version", "--client"]],
    ["helm", ["version"]],
  ] as const) {
    expect(await runCommand({ kubeconfig: "", searchPath }, tool, args)).toMatchObject({ code: 0 });
  }
});
