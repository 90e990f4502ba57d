import type { StatementState } from "../../src/assess/assessment.ts";

/**
 * How far a Kubernetes cluster can decide each statement of the two documents, and what the example clusters say of it.
 * All ids that are not here are documentary: nothing in a cluster bears on them.
 */

export interface Verifiable {
  readonly state: StatementState;
  /** Entries that decide it beside those in which it stands, as paths. */
  readonly also?: readonly string[];
  /** Why nothing is decided, though a cluster may show something of it: the fact that is out of reach. */
  readonly why?: string;
}

const verified: Verifiable = { state: "verified" };
const violated: Verifiable = { state: "violated" };
const unobserved: Verifiable = { state: "unobserved" };
/** Verifiable in part, by a fact that is not read. */
const outOfReach = (why: string): Verifiable => ({ state: "documentary", why });

/** Statements that facts of a cluster decide. None of them may end documentary. */
export const byCluster: Readonly<Record<string, Verifiable>> = {
  A07: violated,
  A08: violated,
  A10: violated,
  A12: verified,
  A13: verified,
  A14: verified,
  A15: unobserved,
  A16: verified,
  A18: verified,
  A20: verified,
  A21: violated,
  A22: verified,
  A29: { state: "violated", also: ["Stripe", "Twilio", "Google"].map((name) => `exclusions[${name} internal controls]`) },
  A32: violated,
  A40: unobserved,
  A47: violated,
  A49: violated,
  A50: violated,
  A51: violated,
  A52: violated,
  B005: verified,
  B024: violated,
  B032: violated,
  B033: violated,
  B034: verified,
  B036: violated,
  B038: unobserved,
  B040: violated,
  B054: verified,
  B059: violated,
  B062: verified,
  B066: unobserved,
  B067: verified,
  B070: verified,
  B079: violated,
  B080: violated,
  B083: verified,
  B107: verified,
  B114: verified,
  B127: verified,
};

const OWNERS = outOfReach("which unit owns a workload stands in labels of its own choice, of which no check reads any");
const NO_CLOUD = outOfReach("it runs beside the cluster, and resources of cloud operators are not read");
const CLOUD_RUN = outOfReach("Cloud Run is not Kubernetes: it is External, never passing");
const SUPPLY_CHAIN = outOfReach("the source of an image is told by its registry and its signature, not by the API server");
const AVAILABILITY = outOfReach("replicas, disruption budgets and probes are not read");

/** Statements that facts of a cluster decide in part. */
export const inPart: Readonly<Record<string, Verifiable>> = {
  A02: verified,
  A03: verified,
  A04: unobserved,
  A05: verified,
  A06: verified,
  A09: outOfReach("workflows run at the host of the repository; runners in the cluster are not told apart from other workloads"),
  A11: outOfReach("the data store is External; only a proxy or a name in the cluster would hint at it"),
  A17: violated,
  A19: unobserved,
  A25: OWNERS,
  A26: OWNERS,
  A27: OWNERS,
  A28: verified,
  A34: SUPPLY_CHAIN,
  A37: SUPPLY_CHAIN,
  A38: CLOUD_RUN,
  A41: CLOUD_RUN,
  A42: outOfReach("the same data store as among the components, one entry"),
  A43: NO_CLOUD,
  A44: unobserved,
  A45: unobserved,
  A46: unobserved,
  A53: violated,
  A54: AVAILABILITY,
  A56: verified,
  B002: verified,
  B003: outOfReach("that it is a day is the schema's doing; the cluster has no other date to compare"),
  B004: verified,
  B013: violated,
  B014: violated,
  B022: violated,
  B023: verified,
  B027: verified,
  B028: violated,
  B029: violated,
  B031: unobserved,
  B035: unobserved,
  B037: unobserved,
  B041: violated,
  B042: NO_CLOUD,
  B043: NO_CLOUD,
  B046: outOfReach("where a log shipper sends to is in its configuration, which is not read"),
  B048: outOfReach("IAM users are not subjects of the cluster; those that are, B058 counts"),
  B051: verified,
  B053: outOfReach("whom alerts are sent to is in the configuration of Alertmanager, a Secret"),
  B055: outOfReach("the document names no region that could be compared"),
  B058: violated,
  B060: outOfReach("accounts of other systems are in Secrets, which are never read"),
  B068: unobserved,
  B069: unobserved,
  B074: verified,
  B077: violated,
  B081: violated,
  B084: verified,
  B089: verified,
  B091: violated,
  B093: AVAILABILITY,
  B101: violated,
  B102: outOfReach("growth is a trend: one look at a cluster has none, its metrics do"),
  B105: unobserved,
  B106: violated,
  B115: verified,
  B116: verified,
  B118: violated,
  B120: violated,
  B121: violated,
  B124: violated,
  B125: violated,
};

/** Documentary by what the document says, yet an entry that something in the cluster may speak of. */
export const observableAllTheSame: Readonly<Record<string, string>> = {
  B039: "an information asset is bound by its name: a workload may say that it handles it",
};
