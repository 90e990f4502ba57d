import { setTimeout as sleep } from "node:timers/promises";
import type { Api, ApiObject } from "../tools/control-plane/api.ts";

/** The cluster that is measured: namespaces with one Deployment each, realistic pods, what surrounds them, one scope over all of it. */

export interface Size {
  readonly namespaces: number;
  readonly pods: number;
  readonly services: number;
  readonly policies: number;
  readonly bindings: number;
}

export const SCOPE = "bench";
export const NODES = 100;
export const namespaceName = (index: number): string => `bench-${index}`;

/** So many requests at once: more only queue in the API server. */
const AT_ONCE = 16;
const LOAD_MS = 20 * 60_000;

export async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const environment = (count: number) =>
  indices(count).map((index) => ({ name: `SETTING_${index}`, value: `value-${index}-${"x".repeat(24)}` }));

const probe = (path: string) => ({ httpGet: { path, port: 8080 }, initialDelaySeconds: 5, periodSeconds: 10 });

/** Every tenth has no log shipper, every twentieth no class: there is something to find. */
const template = (index: number) => {
  const shipper = { name: "log-forwarder", image: "fluent/fluent-bit:4.1.0", resources: { requests: { cpu: "1m", memory: "1Mi" } } };
  return {
    metadata: {
      labels: { "app.kubernetes.io/name": `service-${index}`, "app.kubernetes.io/part-of": "bench", team: `team-${index % 40}` },
      annotations: { ...(index % 20 === 0 ? {} : { "isms-scope.io/data-classification": "Internal" }), "prometheus.io/scrape": "true" },
    },
    spec: {
      // Bound by hand: what is measured is not the scheduler.
      nodeName: `node-${index % NODES}`,
      containers: [
        {
          name: "app",
          image: `registry.example/team-${index % 40}/service-${index}:1.2.3`,
          env: environment(25),
          resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { cpu: "1", memory: "512Mi" } },
          livenessProbe: probe("/healthz"),
          readinessProbe: probe("/readyz"),
          volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
        },
        ...(index % 10 === 0 ? [] : [shipper]),
      ],
      volumes: [{ name: "tmp", emptyDir: {} }],
    },
  };
};

const deployment = (index: number, replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: `service-${index}`, labels: { "app.kubernetes.io/name": `service-${index}` } },
  spec: { replicas, selector: { matchLabels: { "app.kubernetes.io/name": `service-${index}` } }, template: template(index) },
});

const scope = {
  apiVersion: "isms-scope.io/v1alpha1",
  kind: "IsmsScope",
  metadata: { name: SCOPE },
  spec: {
    document: { title: "Benchmark", owner: { name: "Benchmark" } },
    environments: [{ name: "production", namespaces: { names: ["bench-*"] }, ceiling: "Confidential" }],
    // Everybody who is bound, so that one more is a finding.
    personnel: [
      { name: "Teams", subjects: indices(40).map((index) => ({ kind: "Group", name: `team-${index}` })) },
      { name: "Accounts", quantity: "many", observe: { kind: "ServiceAccount" } },
    ],
  },
};

/** Creates the scope, namespaces and pods, and waits until all pods are Running and Ready. */
export async function load(api: Api, { namespaces, pods }: Pick<Size, "namespaces" | "pods">, say: (line: string) => void): Promise<void> {
  const perNamespace = Math.ceil(pods / namespaces);
  await api.must("POST", "/apis/isms-scope.io/v1alpha1/ismsscopes", scope);
  await inParallel(indices(namespaces), async (index) => {
    const name = namespaceName(index);
    await api.must("POST", "/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: { team: `team-${index % 40}` } },
    });
    await api.must("POST", `/apis/apps/v1/namespaces/${name}/deployments`, deployment(index, perNamespace));
  });
  const deadline = Date.now() + LOAD_MS;
  for (;;) {
    const ready = await readyReplicas(api);
    say(`${ready} of ${namespaces * perNamespace} pods are ready`);
    if (ready >= namespaces * perNamespace) return;
    if (Date.now() > deadline) throw new Error(`after ${LOAD_MS / 60_000} minutes only ${ready} pods are ready`);
    await sleep(10_000);
  }
}

interface Deployments {
  readonly items: readonly { readonly status?: { readonly readyReplicas?: number } }[];
}

async function readyReplicas(api: Api): Promise<number> {
  const { items } = await api.must<Deployments>("GET", "/apis/apps/v1/deployments");
  return items.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0);
}

/** A pod of each namespace: changing its annotation changes the verdict on its Deployment. */
export async function onePodPerNamespace(api: Api, count: number): Promise<{ namespace: string; name: string }[]> {
  const chosen: { namespace: string; name: string }[] = [];
  // Those of index 0, 20, 40 … are unclassified, with or without a change.
  for (const index of indices(count * 2)
    .filter((each) => each % 20 !== 0)
    .slice(0, count)) {
    const namespace = namespaceName(index);
    const { items } = await api.must<{ readonly items: readonly ApiObject[] }>("GET", `/api/v1/namespaces/${namespace}/pods?limit=1`);
    const name = items[0]?.metadata?.name;
    if (name !== undefined) chosen.push({ namespace, name });
  }
  return chosen;
}
