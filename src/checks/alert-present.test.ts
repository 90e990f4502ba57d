import { expect, it } from "vitest";
import type { Manifest } from "../../tests/builders/manifests.ts";
import { evaluate, worldOf } from "../../tests/builders/world.ts";
import type { AlertSpec } from "../api/scope.ts";
import { check } from "./alert-present.ts";

const rule = (alert: string, severity?: string): Manifest => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "PrometheusRule",
  metadata: { name: `${alert}-${severity}`, namespace: "anywhere", uid: `${alert}-${severity}` },
  spec: { groups: [{ name: "all", rules: [{ alert, expr: "up == 0", ...(severity === undefined ? {} : { labels: { severity } }) }] }] },
});

const judge = (entry: AlertSpec, ...rules: readonly Manifest[]) => evaluate(check, worldOf({}, rules), { type: "Alert", entry });

it.each(["Web Hooks", "web-hooks", "WEBHOOKS", "web_hooks"])("an alert named %s is the alert Webhooks", (name) => {
  expect(judge({ name: "Webhooks" }, rule(name))).toEqual({ verdict: "pass" });
});

it.each(["WebhooksDown", "Webhook", "Hooks"])("an alert named %s is not", (name) => {
  expect(judge({ name: "Webhooks" }, rule(name))).toEqual({
    verdict: "fail",
    reason: "AlertMissing",
    message: 'No PrometheusRule has an alert "Webhooks": add the rule, or correct the name in spec.monitoring.alerts.',
  });
});

it.each([
  ["P0", "critical"],
  ["P0", "p0"],
  ["critical", "P0"],
  ["Warning", "warning"],
])("severity %s is met by %s", (severity, label) => {
  expect(judge({ name: "Auth", severity }, rule("Auth", "info"), rule("auth", label)).verdict).toBe("pass");
});

it.each([
  ["P1", "critical"],
  ["P0", "page"],
  ["P0", "high"],
])("severity %s is not met by %s", (severity, label) => {
  expect(judge({ name: "Auth", severity }, rule("Auth", label))).toMatchObject({ reason: "OtherSeverity" });
});

it("a rule of another severity, or of none, is named", () => {
  expect(judge({ name: "Auth", severity: "P0" }, rule("Auth", "warning"), rule("Auth", "info"))).toMatchObject({
    message: 'Alert "Auth" has severity "info", "warning" instead of "P0": correct the label severity of its rule.',
  });
  expect(judge({ name: "Auth", severity: "P0" }, rule("Auth"))).toMatchObject({
    message: 'Alert "Auth" has no severity instead of "P0": correct the label severity of its rule.',
  });
});

it("nothing is said while PrometheusRule is not installed", () => {
  const world = worldOf({}, []);
  world.facts.setCoverage("PrometheusRule", { state: "Absent" }, new Set());
  expect(evaluate(check, world, { type: "Alert", entry: { name: "Auth" } })).toEqual({ verdict: "not-applicable" });
});
