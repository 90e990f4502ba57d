import { isClusterError } from "./errors.ts";
import type { Transport } from "./transport.ts";
import { microTime } from "./writes.ts";

/** A coordination.k8s.io/v1 Lease, as far as an election reads and writes it. Other fields are carried along. */
export interface Lease {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion?: string };
  readonly spec?: LeaseSpec | null;
}

export interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number | null;
  /** MicroTime; never compared with a local clock. */
  readonly acquireTime?: string | null;
  readonly renewTime?: string | null;
  readonly leaseTransitions?: number | null;
}

/** The lease on the server. `replace` throws when the lease has changed since `lease` was read. */
export interface LeaseApi {
  /** Undefined when there is none yet. */
  read(timeoutMs: number): Promise<Lease | undefined>;
  create(spec: LeaseSpec, timeoutMs: number): Promise<Lease>;
  replace(lease: Lease, spec: LeaseSpec, timeoutMs: number): Promise<Lease>;
}

const TYPE = { apiVersion: "coordination.k8s.io/v1", kind: "Lease" };

/** The lease of that name, over the transport's own connection for it. */
export const leaseApi = (transport: Pick<Transport, "request">, namespace: string, name: string): LeaseApi => {
  const collection = `/apis/coordination.k8s.io/v1/namespaces/${encodeURIComponent(namespace)}/leases`;
  const path = `${collection}/${encodeURIComponent(name)}`;
  return {
    async read(timeoutMs) {
      try {
        return (await transport.request({ method: "GET", path, timeoutMs, urgent: true })).body as Lease;
      } catch (error) {
        if (isClusterError(error) && error.reason === "NotFound") {
          return undefined;
        }
        throw error;
      }
    },
    async create(spec, timeoutMs) {
      const body = { ...TYPE, metadata: { name, namespace }, spec };
      return (await transport.request({ method: "POST", path: collection, body, timeoutMs, urgent: true })).body as Lease;
    },
    async replace(lease, spec, timeoutMs) {
      const body = { ...lease, ...TYPE, spec };
      return (await transport.request({ method: "PUT", path, body, timeoutMs, urgent: true })).body as Lease;
    },
  };
};

/** What a candidate writes when it takes or renews the lease. `wall` is for people who read it, and decides nothing. */
export const claim = (previous: LeaseSpec, identity: string, leaseMs: number, wall: number): LeaseSpec => {
  const mine = previous.holderIdentity === identity;
  const now = microTime(wall);
  return {
    ...previous,
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(leaseMs / 1000),
    acquireTime: mine ? (previous.acquireTime ?? now) : now,
    renewTime: now,
    leaseTransitions: (previous.leaseTransitions ?? 0) + (mine || typeof previous.holderIdentity !== "string" ? 0 : 1),
  };
};

/** What a leader that goes writes: nobody holds it, and whoever sees it need not wait. */
export const released = (previous: LeaseSpec, wall: number): LeaseSpec => {
  const now = microTime(wall);
  return { ...previous, holderIdentity: "", leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
};
