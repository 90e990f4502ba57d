/** Nodes without machines: kwok keeps them Ready and lets the pods on them run. */
import type { Api } from "./api.ts";

/** The annotation that makes a node kwok's; nodes without it are left alone. */
export const FAKE_NODE = { key: "kwok.x-k8s.io/node", value: "fake" } as const;

/** What the nodes shall look like. A function is asked per node, with its index from 0. */
export interface NodeOptions {
  /** Names are `<prefix>-<index>`; default `node`. */
  readonly prefix?: string;
  readonly labels?: Readonly<Record<string, string>> | ((index: number) => Readonly<Record<string, string>>);
  /** `spec.providerID`, e.g. `aws:///eu-central-1a/i-0abc`. */
  readonly providerId?: string | ((index: number) => string);
}

/** Creates fake nodes and returns their names at once; they become Ready within about a second. */
export async function addNodes(api: Api, count: number, options: NodeOptions = {}): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `${options.prefix ?? "node"}-${index}`);
  await Promise.all(names.map((name, index) => api.must("POST", "/api/v1/nodes", node(name, index, options))));
  return names;
}

function node(name: string, index: number, { labels, providerId }: NodeOptions): object {
  const own = typeof labels === "function" ? labels(index) : labels;
  const id = typeof providerId === "function" ? providerId(index) : providerId;
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64", ...own },
      annotations: { [FAKE_NODE.key]: FAKE_NODE.value },
    },
    spec: id === undefined ? {} : { providerID: id },
  };
}
