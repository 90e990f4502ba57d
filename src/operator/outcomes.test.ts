import { expect, it } from "vitest";
import { reportAction } from "../../tests/scripted/actions.ts";
import type { Action } from "../outputs/action.ts";
import { createLogs } from "../telemetry/log.ts";
import { tellOutcomes } from "./outcomes.ts";

const labels = (values: Readonly<Record<string, string>>): Action => ({
  type: "Labels",
  key: "namespace/prod/labels",
  basis: {},
  namespace: "prod",
  uid: "u1",
  labels: values,
  force: false,
  delay: 0,
  announce: [],
});

it.each([
  ["labelled", { "isms-scope.io/in-scope": "true" }],
  ["labels removed", {}],
])("a written set of labels is told as %s when it is %j", (sentence, values) => {
  const told: unknown[] = [];
  const destination = { write: (line: string) => void told.push(JSON.parse(line)) };
  const counted: boolean[] = [];
  const tell = tellOutcomes(createLogs({ level: "info", destination })("writer"), { written: (failed) => void counted.push(failed) });
  tell(labels(values), { result: "written" });
  expect(told).toMatchObject([{ level: "info", namespace: "prod", labels: values, msg: sentence }]);
  expect(counted).toEqual([false]);
});

it.each([
  ["report written", reportAction("shop")],
  ["report removed", reportAction("shop", { write: { verb: "delete", uid: "u1" } })],
])("a report is told at debug: %s", (sentence, action) => {
  const told: unknown[] = [];
  const destination = { write: (line: string) => void told.push(JSON.parse(line)) };
  for (const level of ["info", "debug"] as const)
    tellOutcomes(createLogs({ level, destination })("writer"), { written: () => undefined })(action, { result: "written" });
  expect(told).toMatchObject([
    { level: "debug", resource: "reports.openreports.io", namespace: "shop", report: "isms-scope-acme", msg: sentence },
  ]);
});
