/** Builds the binaries from the pinned Go module: about 15 minutes on 2 cores, once. */
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildModule, go } from "./go.ts";
import { STAGES, TOOLS, type Log } from "./items.ts";
import { readVersions, type Settings } from "./settings.ts";

const HELM = "helm.sh/helm/v4/cmd/helm";
const KWOK = "sigs.k8s.io/kwok/cmd/kwok";

/** Go's flags; part of the cache's key. The version stamp is the one of the pinned Kubernetes. */
export function buildFlags(settings: Settings): string[] {
  const version = readVersions(settings.module).kubernetes;
  const [major, minor] = version.slice(1).split(".");
  const stamp = Object.entries({ gitVersion: version, gitMajor: major, gitMinor: minor })
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(" ");
  return ["-trimpath", "-buildvcs=false", "-ldflags", `-s -w ${stamp}`];
}

/** Builds everything and returns the folder in the cache, which appears only when whole. */
export function buildAll(settings: Settings, log: Log): Promise<string> {
  const build = {
    packages: [".", HELM, KWOK],
    flags: buildFlags(settings),
    takes: "about 15 minutes on 2 cores",
    finish: async (folder: string) => {
      for (const tool of TOOLS.slice(0, TOOLS.indexOf("helm"))) symlinkSync("control-plane", join(folder, "bin", tool));
      writeFileSync(join(folder, STAGES), await stages(settings));
    },
  };
  return buildModule(settings, build, log);
}

/** kwok's fast stages, as one file; the same ones that its release calls stage-fast.yaml. */
async function stages(settings: Settings): Promise<string> {
  const module = (await go(settings, ["list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok"])).trim();
  const texts = ["node/fast", "node/heartbeat-with-lease", "pod/fast"].flatMap((part) => {
    const folder = join(module, "kustomize", "stage", part);
    const names = readdirSync(folder).filter((name) => name.endsWith(".yaml") && name !== "kustomization.yaml");
    return names.toSorted().map((name) => readFileSync(join(folder, name), "utf8"));
  });
  return texts.join("\n---\n");
}
