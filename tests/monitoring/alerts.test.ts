import { beforeAll, describe, expect, it } from "vitest";
import { ALERT_GROUPS } from "../../src/monitoring/alerts.ts";
import type { AlertRule } from "../../src/monitoring/rule.ts";
import { findPrometheus } from "../../tools/prometheus/find.ts";
import { casesOf, type AlertSpec } from "./alert-spec.ts";
import { mutantsOf } from "./mutants.ts";
import { promtool, stand } from "./promtool.ts";
import { BOUNDARY_SPECS } from "./specs/boundary.ts";
import { GOVERNANCE_SPECS } from "./specs/governance.ts";
import { OPERATOR_SPECS } from "./specs/operator.ts";
import { SCOPE_SPECS } from "./specs/scope.ts";
import { WORKLOAD_SPECS } from "./specs/workloads.ts";

const SPECS: readonly AlertSpec[] = [...SCOPE_SPECS, ...WORKLOAD_SPECS, ...BOUNDARY_SPECS, ...GOVERNANCE_SPECS, ...OPERATOR_SPECS];
const RULES = ALERT_GROUPS.flatMap(({ rules }) => rules);

const ruleOf = ({ alert }: AlertSpec): AlertRule => {
  const rule = RULES.find((each) => each.alert === alert);
  if (rule === undefined) throw new Error(`no rule ${alert}`);
  return rule;
};

let binary: string;
beforeAll(async () => {
  binary = (await findPrometheus({ wanted: ["promtool"] })).path("promtool");
});

it("every rule is held to something, and nothing else is", () => {
  expect(SPECS.map(({ alert }) => alert)).toEqual(RULES.map(({ alert }) => alert));
});

it("every rule has a case in which it fires, one that comes close, a blip, a pair of replicas, and a restart where its series would vanish", () => {
  for (const spec of SPECS) {
    const rule = ruleOf(spec);
    const kinds = new Set(casesOf(rule, spec).map(({ kind }) => kind));
    for (const kind of ["fires", "silent", "blip", "pair"] as const) expect(kinds, `${spec.alert}: ${kind}`).toContain(kind);
    expect(kinds.has("restart"), spec.alert).toBe(
      !["IsmsOperatorDown", "IsmsOperatorReplicaUnreachable", "IsmsOperatorRestarting"].includes(spec.alert),
    );
  }
});

it.each(["charts/isms-scope-operator/files/alerts.yaml", "k8s/prometheus/alerts.yaml"])("promtool accepts %s", async (file) => {
  const { ok, said } = await promtool(binary, "check", "rules", file);
  expect(said).toContain(`SUCCESS: ${RULES.length} rules found`);
  expect(ok).toBe(true);
});

describe("in the real rule engine", () => {
  it.each(SPECS)("$alert stands its cases", async (spec) => {
    const rule = ruleOf(spec);
    const [answer] = await stand(binary, [rule], casesOf(rule, spec));
    expect(answer?.said.trim()).toMatch(/^\S+\s+SUCCESS$/);
  });

  it.each(SPECS)("$alert has no part that could be changed unnoticed", async (spec) => {
    const rule = ruleOf(spec);
    const mutants = mutantsOf(rule);
    const answers = await stand(
      binary,
      mutants.map((mutant) => mutant.rule),
      casesOf(rule, spec),
    );
    expect(mutants.length).toBeGreaterThan(5);
    expect(answers.filter(({ said }) => said.includes("could not parse"))).toEqual([]);
    expect(mutants.filter((_, index) => answers[index]?.ok === true).map(({ says }) => says)).toEqual([]);
  });
});
