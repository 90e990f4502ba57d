import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { beforeAll, expect, test } from "vitest";
import { identify, isAlive } from "../../tools/control-plane/process-identity.ts";
import { findPrometheus, type PrometheusBinaries } from "../../tools/prometheus/find.ts";
import { startAlertmanager, startPrometheus } from "../../tools/prometheus/start.ts";
import { eventually } from "../harness/eventually.ts";

const TOOLS = join(import.meta.dirname, "..", "..", "tools", "prometheus");
let binaries: PrometheusBinaries;
beforeAll(async () => {
  binaries = await findPrometheus();
});

test("rules that promtool refuses are not run, and its words are told", async () => {
  const rules = { groups: [{ name: "wrong", rules: [{ alert: "Wrong", expr: "sum by (up" }] }] };
  await expect(startPrometheus({ binaries, targets: [], rules })).rejects.toThrow(/the configuration is refused:[^]*parse error/);
});

test("a configuration that amtool refuses is not run, and its words are told", async () => {
  await expect(startAlertmanager({ binaries, webhooks: ["not an address"] })).rejects.toThrow(
    /the configuration is refused:[^]*unsupported scheme/,
  );
});

test("both end, and their folders go, when the process that started them is killed", async () => {
  const script = `
    const { findPrometheus } = await import("${TOOLS}/find.ts");
    const { startAlertmanager, startPrometheus } = await import("${TOOLS}/start.ts");
    const binaries = await findPrometheus();
    const servers = [await startAlertmanager({ binaries }), await startPrometheus({ binaries, targets: [] })];
    console.log(JSON.stringify(servers.map(({ pid, folder }) => ({ pid, folder }))));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
  const servers = JSON.parse(line) as { pid: number; folder: string }[];
  const identities = servers.map(({ pid }) => identify(pid));
  expect(identities).not.toContain(undefined);
  parent.kill("SIGKILL");
  await eventually(() => identities.every((each) => each !== undefined && !isAlive(each)));
  await eventually(() => servers.every(({ folder }) => !existsSync(folder)));
});
