/** CustomResourceDefinitions of other projects, as their pinned releases publish them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "../control-plane/go.ts";
import { goSettings } from "../control-plane/settings.ts";

/** Where a Go module keeps its definitions, one file a resource. */
interface Source {
  readonly module: string;
  /** Folder inside the module. */
  readonly folder: string;
  readonly group: string;
  readonly plurals: readonly string[];
}

/** By the name that tests ask for. A further one is a row here, a requirement in go.mod and an import in pinned.go. */
const SOURCES = {
  monitoring: {
    module: "github.com/prometheus-operator/prometheus-operator",
    folder: "example/prometheus-operator-crd",
    group: "monitoring.coreos.com",
    plurals: ["servicemonitors", "podmonitors", "prometheusrules"],
  },
  gateway: {
    module: "sigs.k8s.io/gateway-api",
    folder: "config/crd/standard",
    group: "gateway.networking.k8s.io",
    plurals: ["gatewayclasses", "gateways", "httproutes"],
  },
} as const satisfies Readonly<Record<string, Source>>;

/** YAML of each definition, whole. Go downloads the module once, and its checksums vouch for it; throws what Go says when it cannot. */
export async function findCrds(name: keyof typeof SOURCES): Promise<readonly string[]> {
  const { module, folder, group, plurals } = SOURCES[name];
  const settings = goSettings(process.env, import.meta.dirname, "crds");
  const { Dir: downloaded } = JSON.parse(await go(settings, ["mod", "download", "-json", module])) as { readonly Dir: string };
  return plurals.map((plural) => readFileSync(join(downloaded, folder, `${group}_${plural}.yaml`), "utf8"));
}
