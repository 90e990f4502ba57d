import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ruleFile } from "../../src/monitoring/alerts.ts";
import type { AlertRule } from "../../src/monitoring/rule.ts";
import type { AlertCase, Check, Labels } from "./alert-spec.ts";
import { notation } from "./series.ts";

/** How promtool answered: all is well, or what it said. */
export interface Answer {
  readonly ok: boolean;
  readonly said: string;
}

/** Runs promtool; one that cannot be started is an error. */
export const promtool = (binary: string, ...args: readonly string[]): Promise<Answer> =>
  new Promise((done, failed) => {
    execFile(binary, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") return failed(new Error(`${binary} could not be run: ${error.message}`));
      done({ ok: error === null, said: `${stdout}${stderr}` });
    });
  });

/** Whether each of the rules stands the cases, by one run of `promtool test rules`; in the order of the rules. */
export async function stand(binary: string, rules: readonly AlertRule[], cases: readonly AlertCase[]): Promise<readonly Answer[]> {
  const folder = mkdtempSync(join(tmpdir(), "isms-alerts-"));
  try {
    const step = Math.max(...cases.map((each) => each.step));
    const tests = rules.map((rule, index) => {
      const test = join(folder, `test-${index}.yaml`);
      writeFileSync(join(folder, `rules-${index}.yaml`), JSON.stringify(ruleFile([{ name: "isms-scope.test", about: "", rules: [rule] }])));
      writeFileSync(
        test,
        JSON.stringify({ rule_files: [`rules-${index}.yaml`], evaluation_interval: `${step}m`, tests: cases.map(testOf) }),
      );
      return test;
    });
    const { said } = await promtool(binary, "test", "rules", ...tests);
    const words = said.split("Unit Testing:").slice(1);
    if (words.length !== tests.length) throw new Error(`promtool did not run the tests: ${said}`);
    return words.map((each) => ({ ok: each.trimEnd().endsWith("SUCCESS"), said: each }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const testOf = ({ alert, kind, says, series, minutes, step, checks }: AlertCase): object => ({
  name: `${alert}, ${kind}: ${says}`,
  interval: `${step}m`,
  input_series: series.map((each) => notation(each, minutes, step)),
  alert_rule_test: checks.flatMap((check) => alertTest(alert, check)),
  promql_expr_test: checks.flatMap((check) => stateTest(alert, check)),
});

const alertTest = (alertname: string, check: Check): readonly object[] => {
  const at = { eval_time: `${check.minute}m`, alertname };
  if (check.expect !== "one") return [{ ...at, exp_alerts: [] }];
  return check.annotations === undefined ? [] : [{ ...at, exp_alerts: [{ exp_labels: check.labels, exp_annotations: check.annotations }] }];
};

/** Prometheus' own series about its alerts: for checks of labels alone, and of a whole time. */
const stateTest = (alertname: string, check: Check): readonly object[] => {
  const firing = `ALERTS{alertname="${alertname}", alertstate="firing"}`;
  const at = { eval_time: `${check.minute}m` };
  switch (check.expect) {
    case "none":
      return [];
    case "never":
      return [{ ...at, expr: `count_over_time(${firing}[${Math.max(check.minute, 1)}m])`, exp_samples: [] }];
    case "one":
      return [
        {
          ...at,
          expr: firing,
          exp_samples: [{ labels: `ALERTS${labelText({ alertname, alertstate: "firing", ...check.labels })}`, value: 1 }],
        },
      ];
  }
};

const labelText = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`;
