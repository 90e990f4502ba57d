/** Builds the binaries from the pinned Go module: about 15 minutes on 2 cores, once. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtFolder } from "./cache.ts";
import { STAGES, TOOLS, type Log } from "./items.ts";
import { readVersions, type Settings } from "./settings.ts";

const LAST_LINES = 15;
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

/** The compiler's version, e.g. `go1.26.8`. Throws a sentence that says what to do when there is none, or one too old. */
export async function goVersion(settings: Settings): Promise<string> {
  const wanted = /^go (\S+)/m.exec(readFileSync(join(settings.module, "go.mod"), "utf8"))?.[1] ?? "";
  const mend = `install Go ${wanted} or newer (https://go.dev/dl), or set KUBEBUILDER_ASSETS to a folder with the binaries`;
  try {
    return (await go(settings, ["env", "GOVERSION"])).trim();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const why = missing ? "Go is not installed" : "Go is too old or does not work here";
    const said = missing || !(error instanceof Error) ? "" : `\n${error.message}`;
    throw new Error(`${why}: ${mend}${said}`, { cause: error });
  }
}

/** Builds everything and returns the folder in the cache, which appears only when whole. */
export async function buildAll(settings: Settings, log: Log): Promise<string> {
  const version = await goVersion(settings);
  const flags = buildFlags(settings);
  const to = builtFolder(settings, flags, version);
  mkdirSync(settings.cache, { recursive: true });
  removeUnfinished(settings);
  const work = mkdtempSync(join(settings.cache, "building-"));
  try {
    log(`building with ${version}: about 15 minutes on 2 cores, once`);
    await compile(settings, join(work, "bin"), flags, log);
    for (const tool of TOOLS.slice(0, TOOLS.indexOf("helm"))) symlinkSync("control-plane", join(work, "bin", tool));
    writeFileSync(join(work, STAGES), await stages(settings));
    rmSync(to, { recursive: true, force: true });
    renameSync(work, to);
    return to;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Called under the lock: whoever left such a folder is no longer at it. */
function removeUnfinished(settings: Settings): void {
  for (const name of readdirSync(settings.cache)) {
    if (name.startsWith("building-")) rmSync(join(settings.cache, name), { recursive: true, force: true });
  }
}

async function compile(settings: Settings, bin: string, flags: readonly string[], log: Log): Promise<void> {
  mkdirSync(bin);
  const packages = [".", HELM, KWOK];
  const progress = { started: Date.now(), modules: 0, packages: 0, total: 0 };
  const count = (line: string): void => {
    if (line.startsWith("go: downloading ")) progress.modules += 1;
    else if (/^[\w.-]+(\/[\w.~-]+)*$/.test(line)) progress.packages += 1;
  };
  const tick = setInterval(() => log(progressLine(progress)), settings.progressMs);
  try {
    progress.total = (await go(settings, ["list", "-deps", ...packages], count)).trim().split("\n").length;
    await go(settings, ["build", "-v", ...flags, "-o", `${bin}/`, ...packages], count);
  } finally {
    clearInterval(tick);
  }
  log(`built in ${elapsed(progress.started)}`);
}

interface Progress {
  readonly started: number;
  modules: number;
  packages: number;
  total: number;
}

function progressLine(progress: Progress): string {
  const modules = progress.modules > 0 ? `, ${progress.modules} modules downloaded` : "";
  const packages = progress.total > 0 ? `, ${progress.packages} of at most ${progress.total} packages compiled` : "";
  return `building: ${elapsed(progress.started)}${modules}${packages}`;
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
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

/** Runs Go in the module and returns what it prints; each line of its progress goes to `onLine`. */
function go(settings: Settings, args: readonly string[], onLine: (line: string) => void = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(settings.go, args, {
      cwd: settings.module,
      env: { ...process.env, GOWORK: "off", GOFLAGS: "-mod=readonly" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const last: string[] = [];
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
      last.push(...lines);
      last.splice(0, last.length - LAST_LINES);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`go ${args[0]} ended with ${code}:\n${[...last, rest].join("\n").trim()}`));
    });
  });
}
