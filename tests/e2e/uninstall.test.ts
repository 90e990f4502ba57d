import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCommand } from "../../tools/control-plane/kubectl.ts";
import { startDeployed, type DeploymentManifest } from "../../tools/operator/deployed.ts";
import { installChart } from "../../tools/operator/helm.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { eventually } from "../harness/eventually.ts";
import { declare, labelsOf, namespacePath, scopePath } from "./objects.ts";
import { ownPlace } from "./place.ts";
import { clusterReportsOf, installReports, reportsOf } from "./report-objects.ts";
import { eventsOf, PATIENCE, quiet } from "./readings.ts";

// A control plane of its own: what an uninstall leaves behind is looked for in the whole cluster.
const place = ownPlace({ scheduler: false, kwok: false });
const ROOT = join(import.meta.dirname, "..", "..");
const PAGE = readFileSync(join(ROOT, "docs", "operations.md"), "utf8");
const REPORTS = readFileSync(join(ROOT, "docs", "reports.md"), "utf8");
const NAMESPACES = ["prod-a", "prod-b", "customer-a"];
const context = () => ({ kubeconfig: place.controlPlane.kubeconfig, searchPath: place.controlPlane.binaries.searchPath });

/** The commands of a page that uninstall what was installed this way. */
const commandsOf = (way: string, page = PAGE): readonly string[] =>
  (new RegExp(`<!-- uninstall: ${way} -->\n\`\`\`sh\n([^]*?)\`\`\``).exec(page)?.[1] ?? "").split("\n").filter((line) => line !== "");

/** Runs a line as a person would in the folder of the project. */
async function type(command: string): Promise<void> {
  const { stderr, code } = await runCommand(context(), "sh", ["-c", `cd '${ROOT}' && ${command}`]);
  expect({ command, code, stderr: code === 0 ? "" : stderr }).toEqual({ command, code: 0, stderr: "" });
}

const INSTALL = {
  helm: () => installChart(context(), { values: { replicas: 2 } }),
  manifests: async (): Promise<DeploymentManifest> => {
    await type("kubectl apply --server-side -k k8s/");
    const path = "/apis/apps/v1/namespaces/isms-scope-system/deployments/isms-scope-operator";
    return place.api.must<DeploymentManifest>("GET", path);
  },
} as const;

/** Declares a scope and waits until an operator has labelled, and told, all that it declares. */
async function work(deployment: DeploymentManifest): Promise<OperatorProcess> {
  const { api, ca, folder } = place;
  await installReports(place, "openreports");
  await installReports(place, "wgpolicy");
  await place.kubectl([
    "wait",
    "--for=condition=Established",
    "--timeout=60s",
    "crd/ismsscopes.isms-scope.io",
    "crd/scopeexceptions.isms-scope.io",
  ]);
  const operator = await startDeployed({ api, ca, deployment, pod: "pod-1", kubeconfig: join(folder, "pod-1.kubeconfig") });
  await operator.ready(90_000);
  for (const name of NAMESPACES)
    await api.request("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  await declare(api, "acme", {
    environments: [{ name: "production", namespaces: { names: ["prod-*"] } }],
    exclusions: [{ name: "customers", justification: "theirs", namespaces: { names: ["customer-*"] } }],
  });
  await eventually(async () => {
    for (const name of NAMESPACES) expect(await labelsOf(api, name)).toMatchObject({ scope: "acme" });
    return true;
  }, PATIENCE);
  await eventually(async () => (await reportsOf(api)).length === 2 && (await clusterReportsOf(api)).length === 1, PATIENCE);
  await quiet(operator);
  return operator;
}

/** Every object of the cluster that says our name anywhere, in its managed fields too. */
async function leftovers(): Promise<readonly string[]> {
  const kinds = (await place.kubectl(["api-resources", "--verbs=list", "--output=name"])).split("\n").filter((kind) => kind !== "");
  const dump = await place.kubectl(["get", kinds.join(","), "--all-namespaces", "--show-managed-fields", "--output=json"]);
  const { items } = JSON.parse(dump) as {
    readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  };
  expect(items.length).toBeGreaterThan(50);
  return items.filter((item) => JSON.stringify(item).includes("isms-scope")).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

describe.each(["helm", "manifests"] as const)("an install by %s", (way) => {
  test("is gone without a trace after the commands of docs/operations.md, and no namespace of somebody else is", async () => {
    const [uninstall = "", ...cleaning] = commandsOf(way);
    expect(cleaning.length).toBeGreaterThan(1);
    const operator = await work(await INSTALL[way]());
    try {
      expect(await eventsOf(place.api)).not.toEqual([]);
      expect(await leftovers()).toEqual(
        expect.arrayContaining(["Namespace prod-a", "Lease isms-scope-operator", "ClusterRole isms-scope-operator"]),
      );
      await type(uninstall);
    } finally {
      // No kubelet is here that would end the pod.
      await operator.stop("SIGTERM");
    }
    // As the page says: with Helm's way scopes and labels stay until they are taken away.
    expect((await place.api.request("GET", scopePath("acme"))).status).toBe(way === "helm" ? 200 : 404);
    if (way === "helm") expect(await labelsOf(place.api, "prod-a")).toMatchObject({ scope: "acme" });
    for (const command of [...cleaning, ...commandsOf("reports", REPORTS)]) await type(command);
    await eventually(
      async () => {
        expect(await leftovers()).toEqual([]);
        return true;
      },
      { ...PATIENCE, interval: 1_000 },
    );
    for (const name of NAMESPACES) expect((await place.api.request("GET", namespacePath(name))).status).toBe(200);
  });
});
