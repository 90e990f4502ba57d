import { GROUP } from "../../api/names.ts";
import { highest, increase, JOB, noneOf, select } from "../promql.ts";
import type { RuleGroup } from "../rule.ts";

/** Three heartbeats of the loop: a quiet cluster is evaluated every five minutes too. */
export const STALE_SECONDS = 900;

const target = select("up", { job: JOB });
const answering = `count by (cluster) (${target.text} == 1)`;
const leaders = highest(["instance", "name"], select("leader_election_master_status", { job: JOB }));
const evaluated = highest(["instance", "pod"], select("isms_evaluation_last_success_timestamp_seconds"));
/** The server's ordinary end of a watch is no trouble, and what may not be read has an alert of its own. */
const troubled = select("isms_watch_restarts_total", { reason: noneOf("Closed", "Resync", "Forbidden", "NotServed") });

export const operator: RuleGroup = {
  name: "isms-scope.operator",
  about: "Whether anybody is looking at all.",
  rules: [
    {
      alert: "IsmsOperatorDown",
      severity: "critical",
      // By cluster where targets were known within a day; `absent` for a Prometheus that never knew one. It has no labels of a target, so it is
      // brought to those of the other side: the same alert goes on when targets first fail and then vanish.
      expr:
        `(count by (cluster) (last_over_time(${target.text}[1d])) unless on (cluster) ${answering}) ` +
        `or on (cluster) max by (cluster) (absent(${target.text}))`,
      for: "10m",
      summary: "No replica of isms-scope-operator answers",
      description:
        "Prometheus reaches no replica of isms-scope-operator{{ with $labels.cluster }} in cluster {{ . }}{{ end }}: " +
        "drift is not noticed, and every other alert of the operator is silent. See to its pods, or to the scrape configuration.",
    },
    {
      alert: "IsmsOperatorReplicaUnreachable",
      severity: "warning",
      // Over a while, because a replica that crashes again and again answers in between. When none answers, that is another alert.
      expr: `max by (cluster, instance, pod) (avg_over_time(${target.text}[15m])) < 0.5 and on (cluster) ${answering} > 0`,
      for: "10m",
      summary: "A replica of isms-scope-operator does not answer",
      description:
        "Prometheus reached {{ with $labels.pod }}pod {{ . }}{{ else }}{{ $labels.instance }}{{ end }} in fewer than half of its scrapes for 15 minutes, " +
        "while another replica answers. See to the pod: the next failure leaves nobody to look.",
    },
    {
      alert: "IsmsOperatorRestarting",
      severity: "warning",
      expr: `max by (cluster, instance, pod) (changes(${select("process_start_time_seconds", { job: JOB }).text}[1h])) >= 3`,
      for: "5m",
      summary: "A replica of isms-scope-operator starts again and again",
      description:
        "{{ with $labels.pod }}Pod {{ . }}{{ else }}{{ $labels.instance }}{{ end }} has started anew {{ $value }} times within an hour. " +
        "Its last log lines, and the reason of its last termination, say why; too little memory is the usual one.",
    },
    {
      alert: "IsmsOperatorNoLeader",
      severity: "warning",
      // What a replica that is not reached says is not known: it may be the leader, and has an alert of its own.
      expr: `sum by (cluster) (${leaders}) != 1 unless on (cluster) ${target.text} == 0`,
      for: "5m",
      keepFiringFor: "5m",
      summary: "isms-scope-operator has no leader, or more than one",
      description:
        "One replica should lead, and this many say that they do: {{ $value }}. Without a leader no label, status or event is written; " +
        "metrics and alerts go on. With two, look for a second installation in the same cluster.",
    },
    {
      alert: "IsmsScopesUnreadable",
      severity: "critical",
      expr: `${highest(["resource"], select("isms_cache_synced", { resource: `ismsscopes.${GROUP}` }))} == 0`,
      for: "10m",
      keepFiringFor: "5m",
      summary: "isms-scope-operator cannot read any scope",
      description:
        "The operator cannot list {{ $labels.resource }}: no statement is evaluated, and no alert about one can fire. " +
        "Install the CustomResourceDefinitions, or grant list and watch on them.",
    },
    {
      alert: "IsmsEvaluationStale",
      severity: "warning",
      expr: `time() - ${evaluated} > ${STALE_SECONDS}`,
      for: "5m",
      keepFiringFor: "5m",
      summary: "isms-scope-operator does not evaluate any more",
      description:
        "{{ with $labels.pod }}Pod {{ . }}{{ else }}{{ $labels.instance }}{{ end }} has not finished a turn for more than 15 minutes, though it takes one " +
        "every 5 minutes even when nothing changes. What it reports is old. Its log says why; restart it if it says nothing.",
    },
    {
      alert: "IsmsEvaluationErrors",
      severity: "warning",
      // Waits for longer than it looks back: one error that is over, however many tries it took, never fires.
      expr: `${highest([], select("isms_evaluations_total", { result: "error" }), increase("10m"))} > 0`,
      for: "15m",
      keepFiringFor: "15m",
      summary: "Evaluations of isms-scope-operator fail",
      description:
        "Turns of the operator have been failing for 15 minutes, so what it reports may be old. " +
        "The log lines `a turn failed, everything is assessed again` have the error; please report it.",
    },
    {
      alert: "IsmsWriteErrors",
      severity: "warning",
      // A write that somebody must mend is tried again every ten minutes: the window holds two tries, and the wait is longer than the window.
      expr: `${highest([], select("controller_runtime_reconcile_errors_total", { job: JOB }), increase("20m"))} > 0`,
      for: "30m",
      keepFiringFor: "15m",
      summary: "isms-scope-operator cannot write labels or status",
      description:
        "Writes to the API server have been failing for half an hour: labels of namespaces or the status of a scope are out of date. " +
        "The log lines `cannot be written` name the object and what to grant or mend.",
    },
    {
      alert: "IsmsWatchFailing",
      severity: "warning",
      expr: `count by (cluster) (${highest(["resource"], troubled, increase("10m"))} > 5)`,
      for: "15m",
      keepFiringFor: "15m",
      summary: "isms-scope-operator loses its watches",
      description:
        "Watches have been breaking more often than every two minutes for a quarter of an hour: what the operator knows may be old. " +
        "See to the API server and to what is between it and the operator; the log at level debug has each break. Kinds: {{ $value }}.",
    },
  ],
};
