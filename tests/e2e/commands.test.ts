import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../tools/control-plane/kubectl.ts";
import { startDeployed } from "../../tools/operator/deployed.ts";
import { installChart } from "../../tools/operator/helm.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { codeOf, fencedOf, pageOf } from "../house/pages.ts";
import { declare, statusOf } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { PATIENCE, quiet } from "./readings.ts";

// A control plane of its own: the pages name the objects of the default install.
const place = ownPlace({ scheduler: false, kwok: false });
const context = () => ({ kubeconfig: place.controlPlane.kubeconfig, searchPath: place.controlPlane.binaries.searchPath });

const PAGES = ["gitops", "operations", "troubleshooting", "events"].map((name) => pageOf(`docs/${name}.md`));
/** Of the Prometheus Operator, which is not here. */
const ELSEWHERE = /\bprometheus -A\b/;

/** Commands of kubectl that ask and change nothing, from blocks and from between backticks, without what they are piped into. */
const ASKING = PAGES.flatMap((page) => [...fencedOf(page).flatMap(({ text }) => text.split("\n")), ...codeOf(page)])
  .map((line) => (/^kubectl (?:-n \S+ )?(?:get|describe|explain|auth) [^|>#]*/.exec(line)?.[0] ?? "").trim())
  .filter((command) => command !== "" && !ELSEWHERE.test(command));

let operator: OperatorProcess;

beforeAll(async () => {
  const { api, ca, folder } = place;
  const deployment = await installChart(context());
  operator = await startDeployed({ api, ca, deployment, pod: "pod-1", kubeconfig: join(folder, "pod-1.kubeconfig") });
  await api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "prod-web" } });
  await operator.ready(90_000);
  await declare(api, "acme", { environments: [{ name: "production", namespaces: { names: ["prod-*"] } }] });
  await eventually(async () => (await statusOf(api, "acme")).digest !== undefined, PATIENCE);
  await quiet(operator);
});
afterAll(() => operator?.stop("SIGKILL"));

test("the pages have commands that look", () => {
  expect(new Set(ASKING).size).toBeGreaterThan(10);
});

test.each([...new Set(ASKING)])("%s", async (command) => {
  const { stdout, stderr, code } = await runCommand(context(), "sh", ["-c", command]);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const nothingThere = /networkpolicy|pods/.test(command);
  expect(stdout.trim() === "" && !nothingThere).toBe(false);
});
