import { once } from "node:events";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { writeKubeconfig } from "../../tools/control-plane/kubeconfig.ts";
import { freePorts } from "../../tools/control-plane/ports.ts";
import { scratch } from "../harness/scratch.ts";

const MAIN = join(import.meta.dirname, "..", "..", "tools", "operator", "main.ts");

/** Runs what `make run-deployed` runs, which is expected to end at once; returns what it says. */
async function refusal(env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  expect(code).toBe(1);
  return said;
}

test("without a kubeconfig it says which file was looked for, and how to come by a cluster", async () => {
  const path = join(scratch(), "nowhere");
  expect(await refusal({ KUBECONFIG: path })).toBe(
    `run-deployed: ${path} is not there: set KUBECONFIG to one kubeconfig file, or start a cluster with eval "$(make -s cluster)"\n`,
  );
});

test("with an empty kubeconfig it says so", async () => {
  const path = join(scratch(), "empty");
  writeFileSync(path, "");
  expect(await refusal({ KUBECONFIG: path })).toBe(`run-deployed: the kubeconfig ${path} is empty\n`);
});

test("with a cluster that is not reached it says which one, and why", async () => {
  const [port] = await freePorts(1);
  const url = `https://localhost:${port}`;
  const path = writeKubeconfig(join(scratch(), "kubeconfig"), { url, token: "token" });
  expect(await refusal({ KUBECONFIG: path })).toMatch(
    new RegExp(`^run-deployed: the cluster at ${url} does not say what is installed: connect ECONNREFUSED .*:${port}.*\\n$`),
  );
});

test.each(["http", "0", "70000", "80.5"])("with the port %s it says what a port is", async (port) => {
  expect(await refusal({ PORT: port })).toBe(`run-deployed: PORT must be a number from 1 to 65535, not ${port}\n`);
});
