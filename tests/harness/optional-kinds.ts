/** Kinds of APIs that a cluster need not have, for suites that need it to have them. */
import { loadAll } from "js-yaml";
import { KINDS } from "../../src/facts/kinds.ts";
import type { Api } from "../../tools/control-plane/api.ts";
import { findCrds } from "../../tools/crds/find.ts";
import { eventually } from "./eventually.ts";

/** A cluster with administrator's rights. */
interface Administered {
  readonly api: Api;
  kubectl(args: readonly string[], options?: { readonly input?: string }): Promise<string>;
}

const DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** The definitions of the kinds that the operator reads where they are served, whole, by name. */
async function definitions(): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(KINDS.filter(({ optional }) => optional).map(({ group, plural }) => `${plural}.${group}`));
  const published = [...(await findCrds("gateway")), ...(await findCrds("monitoring"))];
  const named = published.map((yaml) => [(loadAll(yaml) as { metadata: { name: string } }[])[0]?.metadata.name ?? "", yaml] as const);
  const found = new Map(named.filter(([name]) => wanted.has(name)));
  const missing = [...wanted.difference(found)];
  if (missing.length > 0) throw new Error(`no definition is known of ${missing.join(", ")}: add its source to tools/crds/find.ts`);
  return found;
}

/** Installs those that the cluster lacks, and waits until they are served; returns what takes just these away again. */
export async function installOptionalKinds({ api, kubectl }: Administered): Promise<() => Promise<void>> {
  const installed: string[] = [];
  for (const [name, yaml] of await definitions()) {
    if ((await api.request("GET", `${DEFINITIONS}/${name}`)).status === 200) continue;
    installed.push(name);
    await kubectl(["apply", "--server-side", "-f", "-"], { input: yaml });
  }
  for (const { optional, path } of KINDS) if (optional) await eventually(async () => (await api.request("GET", path)).status === 200);
  return async () => {
    for (const name of installed) await api.request("DELETE", `${DEFINITIONS}/${name}`);
    for (const name of installed) await eventually(async () => (await api.request("GET", `${DEFINITIONS}/${name}`)).status === 404);
  };
}
