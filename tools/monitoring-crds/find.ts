/** The CustomResourceDefinitions of monitoring.coreos.com, as the pinned release of the Prometheus Operator publishes them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { go } from "../control-plane/go.ts";
import { goSettings } from "../control-plane/settings.ts";

const OPERATOR = "github.com/prometheus-operator/prometheus-operator";
/** Those of which the chart renders objects. */
const PLURALS = ["servicemonitors", "podmonitors", "prometheusrules"] as const;

/** YAML of each definition, whole. Go downloads the module once, and its checksums vouch for it; throws what Go says when it cannot. */
export async function findMonitoringCrds(): Promise<readonly string[]> {
  const settings = goSettings(process.env, import.meta.dirname, "monitoring-crds");
  const { Dir: folder } = JSON.parse(await go(settings, ["mod", "download", "-json", OPERATOR])) as { readonly Dir: string };
  return PLURALS.map((plural) =>
    readFileSync(join(folder, "example", "prometheus-operator-crd", `monitoring.coreos.com_${plural}.yaml`), "utf8"),
  );
}
