import { beforeAll, describe, expect, test } from "vitest";
import { ALERT_GROUPS, hastened, ruleFile } from "../../src/monitoring/alerts.ts";
import { BOARDS } from "../../src/monitoring/boards/boards.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { useInstall } from "../e2e/install.ts";
import { classified, declare, deploy } from "../e2e/objects.ts";
import { ownPlace } from "../e2e/place.ts";
import { leading, PATIENCE } from "../e2e/readings.ts";
import { eventually } from "../harness/eventually.ts";
import { answersOf, isAnswer } from "./choices.ts";
import { useWatch } from "./watch.ts";

// A control plane of its own: what fires is then ours, and there can be no scope at all. The rules wait for nothing.
const place = ownPlace({ scheduler: false, kwok: false });
const installed = useInstall(place);
const watch = useWatch(ruleFile(hastened(ALERT_GROUPS, "0s")));

const SCOPE = "shop";
const production = { name: "production", namespaces: { names: ["shop-*"] } };
const exclusions = [{ name: "cluster", justification: "what every cluster has", namespaces: { names: ["default"] } }];
const spec = { environments: [production], exclusions };

let first: OperatorProcess;
let second: OperatorProcess;

const run = (identity: string) =>
  installed.run({ args: [`--identity=${identity}`, "--lease-duration=4s", "--renew-deadline=3s", "--retry-period=1s"] });
const addNamespace = (name: string) =>
  place.api.must("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name, ...classified("Internal") } });
/** Names of the alerts that fire or are about to. */
const active = async () => (await watch.query.alerts()).map(({ labels }) => labels["alertname"] ?? "").toSorted();
const about = async (alertname: string) => (await watch.query.alerts()).filter(({ labels }) => labels["alertname"] === alertname);

beforeAll(async () => {
  first = await run("first");
  await leading(first);
  await watch.scrape({ first });
  await watch.evaluated();
});

describe("an operator without any scope", () => {
  test("is scraped, and no rule has an error", async () => {
    expect(await watch.query.number("isms_undeclared_namespaces")).toBeGreaterThan(0);
    const rules = await watch.query.rules();
    const all = ALERT_GROUPS.flatMap((group) => group.rules.map(({ alert }): string => alert));
    expect(rules.map(({ name }) => name).toSorted()).toEqual(all.toSorted());
    expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
  });

  test("leaves no panel with an error, and fills the first line of the operator's board", async () => {
    const choice = { cluster: ".*", scope: ".*", namespace: "default" };
    for (const { id, sections } of BOARDS) {
      for (const [line, { panels }] of sections.entries()) {
        for (const panel of panels) {
          const answers = await answersOf(watch.query, panel, choice);
          const must = id === "isms-scope-operator" && line === 0 && panel.mayBeEmpty === undefined;
          if (must) for (const results of answers) expect(results, panel.title).toSatisfy(isAnswer);
        }
      }
    }
  });

  test("gives no alert", async () => {
    expect(await active()).toEqual([]);
  });
});

describe("drift", () => {
  beforeAll(async () => {
    await addNamespace("shop-checkout");
    await deploy(place.api, "shop-checkout", "checkout");
    await declare(place.api, SCOPE, spec);
    await eventually(async () => (await watch.query.number(`isms_scope_namespaces{scope="${SCOPE}", state="in_scope"}`)) === 1, PATIENCE);
  });

  test("of an undeclared namespace reaches the webhook with what to do about it, and so does its end", async () => {
    await addNamespace("stray");
    const labels = { alertname: "IsmsNamespaceUndeclared", namespace: "stray" };
    const alert = await watch.hear("firing", labels);
    expect(alert.labels).toEqual({ ...labels, severity: "warning" });
    expect(alert.annotations).toEqual({
      summary: "Namespace stray is neither in scope nor excluded",
      description: expect.stringContaining("Declare it in spec.environments") as string,
      runbook_url: "https://isms-scope.io/runbooks/IsmsNamespaceUndeclared",
    });
    const stray = { name: "stray", justification: "a trial", namespaces: { names: ["stray"] } };
    await declare(place.api, SCOPE, { ...spec, exclusions: [...exclusions, stray] });
    expect((await watch.hear("resolved", labels)).labels).toEqual(alert.labels);
  });

  test("of a workload counts once however many replicas of the operator see it, and ends when it is mended", async () => {
    second = await run("second");
    await watch.scrape({ first, second });
    await deploy(place.api, "shop-checkout", "checkout", { logged: false });
    const labels = { alertname: "IsmsLoggingSidecarMissing", scope: SCOPE, namespace: "shop-checkout" };
    const alert = await watch.hear("firing", labels);
    expect(alert.labels).toEqual({ ...labels, severity: "warning" });
    const findings = `isms_scope_findings{check="logging-sidecar", namespace="shop-checkout"}`;
    await eventually(async () => (await watch.query.number(`count(${findings} == 1)`)) === 2, PATIENCE);
    await watch.evaluated();
    const [only, ...others] = await about("IsmsLoggingSidecarMissing");
    expect(others).toEqual([]);
    expect(only?.annotations["description"]).toMatch(/Workloads: 1\.$/);
    expect(await active()).toContain("IsmsScopeDrift");
    await deploy(place.api, "shop-checkout", "checkout");
    await watch.hear("resolved", labels);
    await watch.hear("resolved", { alertname: "IsmsScopeDrift", kind: "workload" });
  });
});

describe("the operator itself", () => {
  const operatorAlerts = async () => (await active()).filter((name) => /Operator|Evaluation|Watch|Write|Unreadable/.test(name));

  test("gives no alert while one of two replicas leads", async () => {
    expect(await watch.query.number("sum(leader_election_master_status)")).toBe(1);
    expect(await operatorAlerts()).toEqual([]);
  });

  test("is told as down when the last replica is killed, and as back once another is scraped", async () => {
    const since = watch.told.length;
    await Promise.all([first.stop("SIGKILL"), second.stop("SIGKILL")]);
    const alert = await watch.hear("firing", { alertname: "IsmsOperatorDown" }, since);
    expect(alert.labels).toEqual({ alertname: "IsmsOperatorDown", severity: "critical" });
    expect(alert.annotations["summary"]).toBe("No replica of isms-scope-operator answers");
    const third = await run("third");
    await watch.scrape({ third });
    await watch.hear("resolved", { alertname: "IsmsOperatorDown" }, since);
    await leading(third);
    // What is left, if anything, is about the replicas that were killed.
    const others = async () => (await operatorAlerts()).filter((name) => name !== "IsmsOperatorReplicaUnreachable");
    await eventually(async () => (await others()).length === 0, PATIENCE);
  });
});
