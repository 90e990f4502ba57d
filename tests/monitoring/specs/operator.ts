import type { AlertSpec } from "../alert-spec.ts";
import { counter, from, gauge, labelled, plainly, REPLICAS, up, type Series } from "../series.ts";

const { a, b } = REPLICAS;
const POD_A = { instance: a.instance, pod: a.pod };
const STRANGER = { instance: "10.0.0.9:8080" };
const elsewhere = (series: Series): Series => labelled({ job: "another-operator" }, plainly(series));

const leads = (value: number): Series => gauge("leader_election_master_status", { name: "isms-scope-operator" }, value, 1);
const synced = (resource: string, value: number): Series => gauge("isms_cache_synced", { resource }, value, 1);
const evaluated = (at: Series["at"]): Series => gauge("isms_evaluation_last_success_timestamp_seconds", {}, at);
/** A heartbeat every five minutes. */
const beating = evaluated((minute) => Math.floor(minute / 5) * 300);
const turns = (result: string, at: Series["at"]): Series => counter("isms_evaluations_total", { result }, at);
const writeErrors = (at: Series["at"]): Series => counter("controller_runtime_reconcile_errors_total", { controller: "isms-scope" }, at);
const restarts = (resource: string, reason: string, at: Series["at"]): Series =>
  counter("isms_watch_restarts_total", { resource, reason }, at);
const startedEvery = (minutes: number): Series =>
  gauge("process_start_time_seconds", {}, (minute) => Math.floor(minute / minutes) * minutes * 60);
const everyMinute = (minute: number): number => minute;

const DOWN = "drift is not noticed, and every other alert of the operator is silent. See to its pods, or to the scrape configuration.";
const UNREACHED =
  "in fewer than half of its scrapes for 15 minutes, while another replica answers. See to the pod: the next failure leaves nobody to look.";
const NO_LEADER =
  "Without a leader no label, status or event is written; metrics and alerts go on. With two, look for a second installation in the same cluster.";
const RESTARTED =
  "within an hour. Its last log lines, and the reason of its last termination, say why; too little memory is the usual one.";
const STALE =
  "has not finished a turn for more than 15 minutes, though it takes one every 5 minutes even when nothing changes. " +
  "What it reports is old. Its log says why; restart it if it says nothing.";

export const OPERATOR_SPECS: readonly AlertSpec[] = [
  {
    alert: "IsmsOperatorDown",
    holds: [up(0)],
    labels: {},
    summary: "No replica of isms-scope-operator answers",
    description: `Prometheus reaches no replica of isms-scope-operator: ${DOWN}`,
    nearMisses: {
      "one replica of two": [from("a", up(0)), from("b", up(1))],
      "somebody else who is down": [plainly(up(1)), elsewhere(up(0))],
      "a cluster in which it was never installed": [
        labelled({ cluster: "eu" }, plainly(up(1))),
        labelled({ cluster: "us" }, elsewhere(up(1))),
      ],
    },
    alsoFires: {
      "somebody else who answers": { series: [plainly(up(0)), elsewhere(up(1))] },
      "a Prometheus that has no such target": { series: [elsewhere(up(1))] },
      "targets that fail and then vanish, without a new wait": { series: [plainly(up((minute) => (minute < 5 ? 0 : undefined)))] },
      "one cluster of two whose targets have vanished": {
        series: [
          labelled({ cluster: "eu" }, plainly(up(1))),
          labelled({ cluster: "us" }, plainly(up((minute) => (minute < 10 ? 1 : undefined)))),
        ],
        holdsFrom: 10,
        labels: { cluster: "us" },
        description: `Prometheus reaches no replica of isms-scope-operator in cluster us: ${DOWN}`,
      },
    },
  },
  {
    alert: "IsmsOperatorReplicaUnreachable",
    holds: [up(0), labelled({ instance: b.instance }, up(1))],
    blip: 4,
    labels: { instance: a.instance },
    summary: "A replica of isms-scope-operator does not answer",
    description: `Prometheus reached ${a.instance} ${UNREACHED}`,
    nearMisses: {
      "a pair that answers": [from("a", up(1)), from("b", up(1))],
      "a replica that answers most of the time": [
        from(
          "a",
          up((minute) => (minute % 3 === 2 ? 0 : 1)),
        ),
        from("b", up(1)),
      ],
      "nobody who answers, which is another alert": [from("a", up(0)), from("b", up(0))],
      "somebody else": [plainly(up(1)), labelled(STRANGER, elsewhere(up(0)))],
      "nobody of ours who answers, though somebody else does": [plainly(up(0)), elsewhere(up(1))],
    },
    pair: { series: [from("a", up(0)), from("b", up(1))], labels: POD_A, description: `Prometheus reached pod ${a.pod} ${UNREACHED}` },
    alsoFires: {
      "a replica that crashes again and again": {
        series: [
          from(
            "a",
            up((minute) => (minute % 4 === 3 ? 1 : 0)),
          ),
          from("b", up(1)),
        ],
        labels: POD_A,
        description: `Prometheus reached pod ${a.pod} ${UNREACHED}`,
      },
    },
  },
  {
    alert: "IsmsOperatorRestarting",
    holds: [startedEvery(12)],
    holdsFrom: 36,
    blip: 30,
    labels: { instance: a.instance },
    summary: "A replica of isms-scope-operator starts again and again",
    description: `${a.instance} has started anew 3 times ${RESTARTED}`,
    nearMisses: {
      "two starts an hour": [plainly(startedEvery(30))],
      "somebody else": [elsewhere(startedEvery(12))],
      "a rollout: other pods, once each": [
        from("a", gauge("process_start_time_seconds", {}, 0)),
        from("b", gauge("process_start_time_seconds", {}, 600)),
      ],
    },
    pair: {
      series: [from("a", startedEvery(12)), labelled({ endpoint: "8080" }, from("a", startedEvery(12))), from("b", startedEvery(300))],
      labels: POD_A,
      description: `Pod ${a.pod} has started anew 3 times ${RESTARTED}`,
    },
  },
  {
    alert: "IsmsOperatorNoLeader",
    holds: [leads(0), up(1)],
    labels: {},
    summary: "isms-scope-operator has no leader, or more than one",
    description: `One replica should lead, and this many say that they do: 0. ${NO_LEADER}`,
    nearMisses: {
      "a leader and a follower": [from("a", leads(1)), from("b", leads(0))],
      "a leader that is scraped twice": [from("a", leads(1)), labelled({ endpoint: "8080", container: "" }, from("a", leads(1)))],
      "another operator with a leader of its own": [plainly(leads(1)), labelled(STRANGER, elsewhere(leads(1)))],
      "a follower that takes over": [from("a", leads(0)), from("b", leads(1))],
      "a leader that is not reached, which is another alert": [from("a", up(0)), from("b", leads(0)), from("b", up(1))],
    },
    alsoFires: {
      "somebody else who is not reached": { series: [plainly(leads(0)), plainly(up(1)), labelled(STRANGER, elsewhere(up(0)))] },
      "two that lead": {
        series: [from("a", leads(1)), from("b", leads(1))],
        description: `One replica should lead, and this many say that they do: 2. ${NO_LEADER}`,
      },
    },
  },
  {
    alert: "IsmsScopesUnreadable",
    holds: [synced("ismsscopes.isms-scope.io", 0)],
    labels: { resource: "ismsscopes.isms-scope.io" },
    summary: "isms-scope-operator cannot read any scope",
    description:
      "The operator cannot list ismsscopes.isms-scope.io: no statement is evaluated, and no alert about one can fire. " +
      "Install the CustomResourceDefinitions, or grant list and watch on them.",
    nearMisses: {
      "scopes that are read": [plainly(synced("ismsscopes.isms-scope.io", 1))],
      "another kind that is not read": [plainly(synced("pods", 0))],
    },
  },
  {
    alert: "IsmsEvaluationStale",
    holds: [evaluated(() => 0)],
    holdsFrom: 16,
    blip: 19,
    labels: { instance: a.instance },
    summary: "isms-scope-operator does not evaluate any more",
    description: `${a.instance} ${STALE}`,
    nearMisses: {
      "a quiet cluster with its heartbeat": [plainly(beating)],
      "two heartbeats that came late": [plainly(evaluated((minute) => Math.max(0, minute - 15) * 60))],
    },
    pair: {
      series: [
        from(
          "a",
          evaluated(() => 0),
        ),
        from("b", beating),
      ],
      labels: POD_A,
      description: `Pod ${a.pod} ${STALE}`,
    },
  },
  {
    alert: "IsmsEvaluationErrors",
    holds: [turns("error", everyMinute)],
    holdsFrom: 1,
    blip: 4,
    lingers: 10,
    labels: {},
    summary: "Evaluations of isms-scope-operator fail",
    description:
      "Turns of the operator have been failing for 15 minutes, so what it reports may be old. " +
      "The log lines `a turn failed, everything is assessed again` have the error; please report it.",
    nearMisses: {
      "errors of long ago": [plainly(turns("error", () => 7))],
      "turns that succeed": [plainly(turns("success", everyMinute)), plainly(turns("error", () => 0))],
    },
  },
  {
    alert: "IsmsWriteErrors",
    holds: [writeErrors((minute) => Math.floor(minute / 10))],
    holdsFrom: 10,
    blip: 12,
    lingers: 20,
    labels: {},
    summary: "isms-scope-operator cannot write labels or status",
    description:
      "Writes to the API server have been failing for half an hour: labels of namespaces or the status of a scope are out of date. " +
      "The log lines `cannot be written` name the object and what to grant or mend.",
    nearMisses: {
      "errors of long ago": [plainly(writeErrors(() => 7))],
      "an API server that was away for five minutes": [plainly(writeErrors((minute) => 8 * Math.min(minute, 5)))],
      "another operator": [elsewhere(writeErrors(everyMinute))],
    },
    alsoFires: {
      "a leader beside a follower that writes nothing": {
        series: [
          from(
            "a",
            writeErrors((minute) => Math.floor(minute / 10)),
          ),
          from(
            "b",
            writeErrors(() => 0),
          ),
        ],
      },
    },
  },
  {
    alert: "IsmsWatchFailing",
    holds: [
      restarts("pods", "Unreachable", everyMinute),
      restarts("namespaces", "Timeout", everyMinute),
      restarts("jobs", "Closed", everyMinute),
    ],
    holdsFrom: 6,
    blip: 6,
    lingers: 10,
    labels: {},
    summary: "isms-scope-operator loses its watches",
    description:
      "Watches have been breaking more often than every two minutes for a quarter of an hour: what the operator knows may be old. " +
      "See to the API server and to what is between it and the operator; the log at level debug has each break. Kinds: 2.",
    nearMisses: {
      "watches that the server ends": [plainly(restarts("pods", "Closed", everyMinute)), plainly(restarts("nodes", "Resync", everyMinute))],
      "kinds that may not be read, or are not served": [
        plainly(restarts("pods", "Forbidden", everyMinute)),
        plainly(restarts("jobs", "NotServed", everyMinute)),
      ],
      "a break now and then": [plainly(restarts("pods", "Unreachable", (minute) => Math.floor(minute / 4)))],
    },
  },
];
