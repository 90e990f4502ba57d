import type { CheckId } from "../../src/api/check-ids.generated.ts";
import type { ScopeStatus, StatusFinding } from "../../src/api/status.ts";
import type { Stage } from "./stage.ts";

/** What the operator has written into the API server. */

/** Status of a scope; empty while there is none. */
export async function statusOf({ controlPlane }: Stage, scope: string): Promise<ScopeStatus> {
  const path = `/apis/isms-scope.io/v1alpha1/ismsscopes/${scope}`;
  return (await controlPlane.api.must<{ readonly status?: ScopeStatus }>("GET", path)).status ?? {};
}

/** The first finding of a check about a subject of this name. */
export async function findingOf(stage: Stage, scope: string, check: CheckId, name: string): Promise<StatusFinding | undefined> {
  const { findings = [] } = await statusOf(stage, scope);
  return findings.find((finding) => finding.check === check && finding.name === name);
}

export async function labelOf({ controlPlane }: Stage, namespace: string, key: string): Promise<string | undefined> {
  return (await controlPlane.api.must("GET", `/api/v1/namespaces/${namespace}`)).metadata?.labels?.[key];
}

interface Events {
  readonly items: readonly { readonly note?: string; readonly regarding?: { readonly name?: string } }[];
}

/** Note of an event with this reason about a cluster-scoped object of this name. */
export async function eventOf({ controlPlane }: Stage, reason: string, name: string): Promise<string | undefined> {
  const path = `/apis/events.k8s.io/v1/namespaces/default/events?fieldSelector=reason%3D${reason}`;
  return (await controlPlane.api.must<Events>("GET", path)).items.find(({ regarding }) => regarding?.name === name)?.note;
}
