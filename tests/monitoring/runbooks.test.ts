import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump } from "js-yaml";
import { beforeAll, describe, expect, it } from "vitest";
import { API_VERSION } from "../../src/api/names.ts";
import { runCommand } from "../../tools/control-plane/kubectl.ts";
import { findPrometheus } from "../../tools/prometheus/find.ts";
import { useInstall } from "../e2e/install.ts";
import { deploy, except, statusOf } from "../e2e/objects.ts";
import { sharedPlace } from "../e2e/place.ts";
import { leading, PATIENCE } from "../e2e/readings.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { promtool } from "./promtool.ts";
import { runbookPages } from "./runbook-pages.ts";

const here = suite("runbooks");
const { api, prefix } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const PAGES = runbookPages();

/** The pages speak of these; here they have names of their own. */
const NAMES: Readonly<Record<string, string>> = {
  "isms-scope-system": installed.namespace,
  "isms-scope-operator": installed.name,
  acme: `${prefix}-acme`,
  payments: `${prefix}-payments`,
  "no-sidecar": `${prefix}-no-sidecar`,
};
const asHere = (command: string): string =>
  command.replaceAll(new RegExp(`(?<![\\w.])(?:${Object.keys(NAMES).join("|")})\\b`, "g"), (name) => NAMES[name] ?? name);

/** What can be run where no container runs. What would change something is asked of the API server, which changes nothing. */
const RUNNABLE = /^kubectl (?:get|describe|auth|explain|annotate|delete|rollout) /;
const CHANGING = /^kubectl (?:annotate|delete) /;
const commands = PAGES.flatMap(({ alert, commands: lines }) => lines.map((line) => ({ alert, line }))).filter(({ line }) =>
  RUNNABLE.test(line),
);

/** A scope that breaks what a runbook looks for. */
const broken = {
  apiVersion: API_VERSION,
  kind: "IsmsScope",
  metadata: { name: NAMES["acme"] },
  spec: {
    document: {
      title: "Scope",
      nextReview: "2020-01",
      reviews: [{ name: "Yearly", every: "P1Y", last: "2020-01-01" }],
      approvals: [{ role: "Lead" }],
    },
    environments: [
      { name: "production", namespaces: { names: [NAMES["payments"]] } },
      { name: "staging", namespaces: { names: [`${prefix}-twice`] } },
      { name: "gone", namespaces: { names: [`${prefix}-gone`] } },
    ],
    exclusions: [
      { name: "Legacy", justification: "moving", expires: "2020-01-01T00:00:00Z" },
      { name: "Twice", justification: "as well", namespaces: { names: [`${prefix}-twice`] } },
    ],
    prohibitedData: ["pan"],
    rules: { undeclaredNamespaces: "Ignore", checks: [{ id: "volume-classification", severity: "Critical" }] },
  },
};

beforeAll(async () => {
  const namespace = await here.namespace("payments", { annotations: { team: "payments" } });
  await here.namespace("twice");
  await deploy(api, namespace, "unclassified", { logged: false });
  await deploy(api, namespace, "cards", { annotations: { "isms-scope.io/information-assets": "pan" } });
  await deploy(api, installed.namespace, installed.name);
  await here.applyYaml(dump(broken));
  const exception = NAMES["no-sidecar"] ?? "";
  await except(api, exception, {
    scope: NAMES["acme"] ?? "",
    checks: ["document-complete"],
    subjects: [{}],
    expires: "2099-01-01T00:00:00Z",
  });
  here.onCleanup(() => here.kubectl(["delete", "scopeexception", "--ignore-not-found", exception]));
  await leading(await installed.run());
  await eventually(async () => (await statusOf(api, NAMES["acme"] ?? "")).findings !== undefined, PATIENCE);
});

describe("the commands of the runbook", () => {
  it("are many", () => {
    expect(commands.length).toBeGreaterThan(60);
  });

  it.each(commands)("$alert: $line", async ({ line }) => {
    const command = `${asHere(line)}${CHANGING.test(line) ? " --dry-run=server" : ""}`;
    const { code, stdout, stderr } = await runCommand(here.cluster, "sh", ["-c", command]);
    expect({ code, stderr: stderr.replace(/^(?:Warning: .*|No resources found.*)$/gm, "").trim() }, command).toEqual({
      code: 0,
      stderr: "",
    });
    // A field that is misspelt prints nothing.
    if (line.includes("get scope acme")) expect(stdout.trim(), command).not.toBe("");
  });
});

it("Prometheus can read every query of the runbook", async () => {
  const { path } = await findPrometheus({ wanted: ["promtool"] });
  const rules = PAGES.flatMap(({ queries }) => queries).map((expr, index) => ({ record: `runbook:query_${index}`, expr }));
  const folder = mkdtempSync(join(tmpdir(), "isms-runbook-"));
  const file = join(folder, "queries.yaml");
  writeFileSync(file, JSON.stringify({ groups: [{ name: "runbook", rules }] }));
  const answer = await promtool(path("promtool"), "check", "rules", file);
  rmSync(folder, { recursive: true, force: true });
  expect(answer.said).toContain(`SUCCESS: ${rules.length} rules found`);
});
