/** An alert rule, in the words of Prometheus. */
export interface AlertRule {
  /** Ismsxxx in camel case; also the name of its runbook page. */
  readonly alert: `Isms${string}`;
  /** Critical: look now. Warning: mend within the working day. Info: plan it. */
  readonly severity: "critical" | "warning" | "info";
  readonly expr: string;
  /** How long it must hold before it fires. */
  readonly for: Duration;
  /**
   * How long it goes on firing when nothing holds it up any more: gauges vanish while the operator restarts, and what was found is no less true.
   * Absent where the expression has an answer in any case.
   */
  readonly keepFiringFor?: Duration;
  /** One line without a full stop. May use the labels of the result. */
  readonly summary: string;
  /** What is the case, and what to do, in sentences. */
  readonly description: string;
}

/** As Prometheus writes durations. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

export interface RuleGroup {
  readonly name: `isms-scope.${string}`;
  /** What its rules have in common, as a sentence. */
  readonly about: string;
  readonly rules: readonly AlertRule[];
}
