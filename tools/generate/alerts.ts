import { dump } from "js-yaml";
import type { AlertRule, RuleGroup } from "../../src/monitoring/rule.ts";
import { type Generator, notice } from "./generator.ts";
import { markdownTable } from "./markdown.ts";

const SOURCE = "src/monitoring";
/** The chart's copy, and the one for a Prometheus without Helm. */
const RULE_FILES = ["charts/isms-scope-operator/files/alerts.yaml", "k8s/prometheus/alerts.yaml"];

const INTRO = `# Alerts

A rule fires when a person has something to mend, and no sooner than the cluster had time to mend it by itself. What is critical cannot wait for the
morning, a warning is mended within the working day, and an info is planned.

The chart delivers the rules as a PrometheusRule; \`prometheusRule.disabledAlerts\` leaves some out, \`prometheusRule.alertLabels\` adds labels for your routes, and
\`prometheusRule.runbookUrl\` says where your copy of the runbook is: whoever is on call must reach it at night, and the default is an address of the project that
may not answer yet (\`{alert}\` stands for the name, for pages in Git: \`https://git.example.com/…/docs/runbooks/{alert}.md\`). For a Prometheus that is configured by files the same rules are in
[\`k8s/prometheus/alerts.yaml\`](../k8s/prometheus/alerts.yaml); \`promtool check rules\` reads the file as Prometheus will.

\`\`\`yaml
# prometheus.yml
rule_files: [alerts.yaml]
scrape_configs:
  - job_name: isms-scope-operator   # the rules about the operator itself look for this name
    honor_labels: true              # \`namespace\` is the one that is judged, not the operator's own
    static_configs: [{targets: ["isms-scope-operator.isms-scope-system.svc:8080"]}]
\`\`\`

With several replicas use service discovery instead of one address, so that each is scraped. What holds for all rules:

- Replicas serve the same state; a finding counts once, whatever labels the scrape adds, and a rollout changes nothing. While the only replica restarts, alerts
  keep firing for the time given below; the wait of a pending one begins anew, but for those that wait a day.
- Where one Prometheus sees several clusters, give their series a label \`cluster\`: every alert keeps it.
- \`IsmsScopeDrift\` is the sum of all drift by kind; the others say where. Let Alertmanager group by \`cluster\` and \`scope\`, and they arrive as one message.
- A check that a scope switches off, and a failure that an exception covers, make no alert.
- Pages of the runbook take the scope \`acme\`, the namespace \`payments\` and the exception \`no-sidecar\` as examples.
`;

const REFERENCE = ({ alert, severity, expr, keepFiringFor, summary, description, ...rule }: AlertRule): readonly string[] => [
  `### ${alert}`,
  "",
  `*${severity}, for ${rule.for}${keepFiringFor === undefined ? "" : `, keeps firing for ${keepFiringFor}`}* · [runbook](runbooks/${alert}.md)`,
  "",
  `**${plain(summary)}.** ${plain(description)}`,
  "",
  "```promql",
  expr,
  "```",
  "",
];

/** A template as a person reads it: `{{ $labels.scope }}` is ‹scope›. */
const plain = (template: string): string =>
  template
    .replaceAll(/\{\{ with \$labels\.(\w+) \}\}(.*?)\{\{ \. \}\}(?:\{\{ else \}\}.*?)?\{\{ end \}\}/g, "$2‹$1›")
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "‹$1›")
    .replaceAll("{{ $value | humanizeDuration }}", "‹time›")
    .replaceAll("{{ $value }}", "‹number›");

const overview = (groups: readonly RuleGroup[]): readonly string[] =>
  markdownTable(
    ["Alert", "Severity", "For", "Fires when"],
    groups.flatMap(({ rules }) =>
      rules.map((rule) => [`[\`${rule.alert}\`](#${rule.alert.toLowerCase()})`, rule.severity, rule.for, plain(rule.summary)]),
    ),
  );

const page = (groups: readonly RuleGroup[]): string =>
  [
    `<!-- ${notice(SOURCE)} -->`,
    INTRO,
    ...overview(groups),
    "",
    ...groups.flatMap(({ name, about, rules }) => [`## ${name}`, "", about, "", ...rules.flatMap(REFERENCE)]),
  ].join("\n");

/** The rule files of Prometheus, and the reference page of the alerts. */
export const alerts: Generator = {
  title: "alert rules and their reference",
  owns: [...RULE_FILES, "docs/alerts.md"],
  files: async () => {
    const { ALERT_GROUPS, ruleFile } = await import("../../src/monitoring/alerts.ts");
    const content = `# ${notice(SOURCE)}\n${dump(ruleFile(ALERT_GROUPS), { noRefs: true, lineWidth: -1 })}`;
    return [...RULE_FILES.map((path) => ({ path, content })), { path: "docs/alerts.md", content: page(ALERT_GROUPS) }];
  },
};
