/** Configuration files of Prometheus and Alertmanager, as values. */
import { JOB } from "../../src/monitoring/promql.ts";

/** One address that is scraped. */
export interface Target {
  /** `host:port`. */
  readonly address: string;
  /** Labels beside `job` and `instance`, as a ServiceMonitor would add them. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What Prometheus is to do. */
export interface PrometheusConfig {
  readonly targets: readonly Target[];
  /** Between two scrapes and between two evaluations, as Prometheus writes durations. */
  readonly interval: string;
  /** Paths of rule files. */
  readonly ruleFiles: readonly string[];
  /** `host:port` of each Alertmanager. */
  readonly alertmanagers: readonly string[];
}

/** A file for Prometheus. The labels of the operator win over those of the target, as in the ServiceMonitor of the chart. */
export const prometheusConfig = ({ targets, interval, ruleFiles, alertmanagers }: PrometheusConfig): object => ({
  global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
  rule_files: ruleFiles,
  alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] },
  scrape_configs: [
    {
      job_name: JOB,
      honor_labels: true,
      static_configs: targets.map(({ address, labels = {} }) => ({ targets: [address], labels })),
    },
  ],
});

/** How Alertmanager tells its webhooks. */
export interface AlertmanagerConfig {
  /** Addresses that are sent each group of alerts, once it fires and once it is resolved. */
  readonly webhooks: readonly string[];
  /** How long it waits for alerts of the same group, and between two notifications of one. */
  readonly groupWait: string;
  readonly groupInterval: string;
}

/** A file for Alertmanager: alerts of a name are one group. */
export const alertmanagerConfig = ({ webhooks, groupWait, groupInterval }: AlertmanagerConfig): object => ({
  route: { receiver: "webhooks", group_by: ["alertname"], group_wait: groupWait, group_interval: groupInterval, repeat_interval: "12h" },
  receivers: [{ name: "webhooks", webhook_configs: webhooks.map((url) => ({ url, send_resolved: true })) }],
});
