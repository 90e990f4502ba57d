import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { dump } from "js-yaml";
import { beforeAll, describe, expect, test } from "vitest";
import { CONTROLS, FRAMEWORK_IDS } from "../../src/api/controls.ts";
import { METRIC_REFERENCE, type MetricReference } from "../../src/outputs/metric-reference.ts";
import { ALERT_GROUPS, hastened, ruleFile } from "../../src/monitoring/alerts.ts";
import { BOARDS } from "../../src/monitoring/boards/boards.ts";
import type { Panel } from "../../src/monitoring/boards/panel.ts";
import { sumOf } from "../../tools/operator/exposition.ts";
import type { OperatorProcess } from "../../tools/operator/process.ts";
import { useInstall } from "../e2e/install.ts";
import { classified, declare, deploy, except, exceptionPath, scopePath, statusOf } from "../e2e/objects.ts";
import { sharedPlace } from "../e2e/place.ts";
import { leading, metric, PATIENCE, samplesOf } from "../e2e/readings.ts";
import { suite } from "../harness/cluster.ts";
import { eventually } from "../harness/eventually.ts";
import { answersOf, chosen, isAnswer, type Choice } from "./choices.ts";
import { useWatch } from "./watch.ts";

const here = suite("answers");
const { api, prefix } = here;
const installed = useInstall(sharedPlace(here), { prefix });
const watch = useWatch(ruleFile(hastened(ALERT_GROUPS, "0s")), { cluster: "one" });
const [scope, rival] = [`${prefix}-scope`, `${prefix}-rival`];
const prod = `${prefix}-prod`;

let first: OperatorProcess;
let second: OperatorProcess;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().replace(/\.\d+Z$/, "Z");
const run = (identity: string) => installed.run({ args: [`--identity=${identity}`] });

/** A scope that has something to say on every panel, and a rival that claims one of its namespaces. */
async function declareScopes(): Promise<void> {
  const spec = {
    document: { title: "Scope under test", version: "1.0", owner: { name: "The team" }, nextReview: inDays(20).slice(0, 10) },
    environments: [
      { name: "production", namespaces: { names: [prod, `${prefix}-contested`] } },
      { name: "staging", namespaces: { names: [`${prefix}-not-there`] } },
    ],
    exclusions: [
      { name: "customers", justification: "run by the customer", namespaces: { names: [`${prefix}-out`] }, expires: inDays(10) },
    ],
  };
  await here.applyYaml(dump({ apiVersion: "isms-scope.io/v1alpha1", kind: "IsmsScope", metadata: { name: scope }, spec }));
  await declare(api, rival, { environments: [{ name: "theirs", namespaces: { names: [`${prefix}-contested`] } }] });
  here.onCleanup(() => api.request("DELETE", scopePath(rival)));
  const exempt = { scope, checks: ["logging-sidecar" as const], subjects: [{ names: ["exempt"] }], expires: inDays(5) };
  await except(api, `${prefix}-exempt`, exempt);
  here.onCleanup(() => api.request("DELETE", exceptionPath(`${prefix}-exempt`)));
}

/** What is counted only when it happens: a watch that is refused, a write that is refused and tried again, findings that appear and go. */
async function provokeCounters(): Promise<void> {
  await eventually(async () => (await metric(first, "isms_watch_restarts_total")) > 0, PATIENCE);
  await eventually(async () => (await metric(first, "workqueue_retries_total")) > 0, PATIENCE);
  await installed.grant();
  await deploy(api, prod, "covered", { logged: false });
  await eventually(
    async () => (await metric(first, "isms_scope_findings", { scope, check: "logging-sidecar", namespace: prod })) === 2,
    PATIENCE,
  );
  await deploy(api, prod, "covered");
  await eventually(async () => (await metric(first, "isms_scope_drift_events_total", { scope, action: "resolved" })) > 0, PATIENCE);
}

beforeAll(async () => {
  await here.namespace("prod", classified("Internal"));
  for (const name of ["contested", "out", "stray"]) await here.namespace(name);
  await deploy(api, prod, "covered");
  await deploy(api, prod, "unlogged", { logged: false });
  await deploy(api, prod, "exempt", { logged: false });
  await installed.grant(["cronjobs", "patch namespaces"]);
  first = await installed.run({ args: ["--identity=first"], ready: false });
  await leading(first);
  second = await run("second");
  await watch.scrape({ first, second });
  await declareScopes();
  await provokeCounters();
  await watch.evaluated();
});

describe("the metrics of a live operator", () => {
  /** Name of the series that a metric has in any case. */
  const seriesOf = ({ name, type }: MetricReference) => (type === "histogram" ? `${name}_count` : name);

  test.each(METRIC_REFERENCE.map((each) => [each.name, each] as const))(
    "%s has series, and each of its labels has a value",
    async (_, reference) => {
      const results = await watch.query.instant(seriesOf(reference));
      expect(results).not.toEqual([]);
      for (const label of reference.labels) {
        expect(
          results.filter(({ metric: labels }) => (labels[label] ?? "") !== ""),
          label,
        ).not.toEqual([]);
      }
    },
  );

  test("are of the type and meaning that the reference says", async () => {
    const metadata = await watch.query.metadata();
    for (const { name, type, help } of METRIC_REFERENCE) expect(metadata[name]).toEqual([{ type, help, unit: "" }]);
  });

  test("are what promtool finds nothing wrong with", async () => {
    const checking = promisify(execFile)(watch.binaries.path("promtool"), ["check", "metrics"]);
    checking.child.stdin?.end((await first.get("/metrics")).text);
    expect(await checking).toEqual({ stdout: "", stderr: "" });
  });
});

const METRIC = ["up", ...METRIC_REFERENCE.map(({ name }) => name)].join("|");
/** The series that an alert asks for. What it leaves out (`!=`, `!~`) is let in: it may be all that there is. */
const seriesOfAlert = (expr: string): string[] =>
  [...expr.matchAll(new RegExp(`\\b(?:${METRIC})\\b(?:\\{[^}]*\\})?`, "g"))].map(([selector]) =>
    selector.replace(/\w+![=~]"[^"]*"(, )?/g, ""),
  );

describe("an alert would be told of it:", () => {
  test.each(ALERT_GROUPS.flatMap(({ rules }) => rules))("$alert asks for series that there are", async ({ expr }) => {
    expect(seriesOfAlert(expr)).not.toEqual([]);
    for (const series of seriesOfAlert(expr)) expect(await watch.query.instant(series), series).not.toEqual([]);
  });
});

/** The choices that a reader may have made above the panels. */
const CHOICES: readonly Choice[] = [
  { cluster: ".*", scope: ".*", namespace: prod },
  { cluster: "one", scope: `(${scope}|${rival})`, namespace: prod },
];
/** A scope without dates and exceptions, and a namespace without findings. */
const PLAIN: Choice = { cluster: ".*", scope: rival, namespace: `${prefix}-out` };

describe.each(BOARDS.map((board) => [board.id, board] as const))("board %s", (_, board) => {
  const panels = board.sections.flatMap((section) => section.panels);

  test.each(panels.map((panel) => [panel.title, panel] as const))("%s has an answer, whatever is chosen", async (__, panel) => {
    for (const choice of CHOICES) {
      await eventually(async () => {
        for (const results of await answersOf(watch.query, panel, choice)) expect(results).toSatisfy(isAnswer);
        return true;
      }, PATIENCE);
    }
  });

  test("has an answer about what is plain too, but where a panel says why it may have none", async () => {
    for (const panel of panels) {
      const answers = await answersOf(watch.query, panel, PLAIN);
      if (panel.mayBeEmpty === undefined) for (const results of answers) expect(results, panel.title).toSatisfy(isAnswer);
    }
  });

  test("offers choices that there are", async () => {
    for (const { name, values } of board.variables) {
      const [, series = "", label = ""] = /^label_values\((.+), (\w+)\)$/.exec(values) ?? [];
      const offered = await watch.query.labelValues(label, chosen(series, { cluster: ".*" }));
      expect(offered).toContain({ cluster: "one", scope, namespace: prod }[name]);
    }
  });
});

test("a number on a board is the same whether one replica is scraped or two", async () => {
  const [overview] = BOARDS;
  const figure = (title: string) => overview?.sections.flatMap(({ panels }) => panels).find((panel) => panel.title === title) as Panel;
  const samples = await samplesOf(first);
  expect(await watch.query.number(`count(isms_scope_compliance_ratio{scope="${scope}"})`)).toBe(2);
  const choice = { cluster: ".*", scope };
  const value = async (title: string) => (await answersOf(watch.query, figure(title), choice))[0]?.map((each) => each.value);
  expect(await value("Findings")).toEqual([sumOf(samples, "isms_scope_findings", { scope })]);
  expect(await value("Namespaces in conflict")).toEqual([1]);
  expect(await value("Compliance")).toEqual([sumOf(samples, "isms_scope_compliance_ratio", { scope })]);
});

test("the status that the API server keeps says by standard what the metric says by control", async () => {
  const samples = await samplesOf(first);
  const { frameworks = [], findings = [], results } = await statusOf(api, scope);
  expect(frameworks.map(({ name }) => name)).toEqual(FRAMEWORK_IDS);
  expect(frameworks[0]?.findings).toBe(results?.fail);
  for (const { name, failingControls, controls } of frameworks) {
    const series = CONTROLS.filter(({ framework }) => framework === name).map(({ id }) => [
      id,
      sumOf(samples, "isms_scope_control_findings", { scope, framework: name, control: id }),
    ]);
    expect(series.filter(([, count]) => count !== undefined)).toHaveLength(controls);
    expect(series.filter(([, count]) => Number(count) > 0).map(([id]) => id)).toEqual(failingControls);
  }
  expect(findings.length).toBeGreaterThan(0);
  for (const { controls } of findings) expect(controls?.length).toBeGreaterThan(0);
});

test("a namespace that nobody declared is offered and shown as such", async () => {
  const state = BOARDS[1]?.sections[0]?.panels[0] as Panel;
  const [results] = await answersOf(watch.query, state, { cluster: ".*", namespace: `${prefix}-stray` });
  expect(results?.map(({ metric: labels }) => labels["state"])).toEqual(["undeclared"]);
});
