import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "../../tools/control-plane/ports.ts";
import { PATIENCE } from "../e2e/readings.ts";
import { eventually } from "../harness/eventually.ts";

const MAIN = join(import.meta.dirname, "..", "..", "tools", "prometheus", "main.ts");

/** Runs what `make prometheus` runs. */
function run(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  return { child, said, ended: once(child, "close") };
}

test("an operator that nobody reaches is told as an alert, by the address that is printed, and Ctrl-C ends all", async () => {
  const [port] = await freePorts(1);
  const { child, said, ended } = run({ TARGET: `http://127.0.0.1:${port}`, HASTE: "0s" });
  await eventually(() => said.out.includes("firing   critical IsmsOperatorDown: No replica of isms-scope-operator answers"), PATIENCE);
  expect(said.out).toContain(`Nothing answers at http://127.0.0.1:${port} yet`);
  const [, prometheus = ""] = /^Prometheus +(\S+)/m.exec(said.out) ?? [];
  const [, alertmanager = ""] = /^Alertmanager +(\S+)/m.exec(said.out) ?? [];
  const alerts = (await (await fetch(`${alertmanager}/api/v2/alerts`)).json()) as { labels: { alertname: string } }[];
  expect(alerts.map(({ labels }) => labels.alertname)).toContain("IsmsOperatorDown");
  child.kill("SIGINT");
  expect(await ended).toEqual([0, null]);
  await expect(fetch(prometheus)).rejects.toThrow("fetch failed");
});

test("what Prometheus refuses is told, and nothing that was started before goes on", async () => {
  const { said, ended } = run({ HASTE: "999999d" });
  expect(await ended).toEqual([1, null]);
  expect(said.err).toContain("prometheus: the configuration is refused:");
});

test.each([
  [{ HASTE: "soon" }, "prometheus: HASTE must be a time such as 0s, 30s or 5m, not soon"],
  [{ TARGET: "here" }, "prometheus: TARGET must be the address of an operator such as http://127.0.0.1:8080, not here"],
])("with %j it says what to write instead, and ends", async (env, sentence) => {
  const { said, ended } = run(env);
  expect(await ended).toEqual([1, null]);
  expect(said).toEqual({ out: "", err: `${sentence}\n` });
});
