import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratch } from "../../tests/harness/scratch.ts";
import { buildFlags } from "./build.ts";
import { builtFolder, itemPath, releasedFolder } from "./cache.ts";
import { findBinaries } from "./find.ts";
import { ITEMS, STAGES, TOOLS, type Item } from "./items.ts";
import { readSettings, type Settings } from "./settings.ts";

const NOWHERE = "http://127.0.0.1:1";

/** A machine with its own cache, no release server, and a Go that only pretends. */
function machine(go: string = pretendGo()): Settings {
  const releases = { kubernetes: NOWHERE, etcd: NOWHERE, helm: NOWHERE, kwok: NOWHERE, github: NOWHERE };
  return { ...readSettings({}), cache: join(scratch(), "cache"), releases, firstByteMs: 1000, go };
}

/** Answers what is asked of `go`; `build` writes three files and counts its calls. */
function pretendGo(build = "for each in control-plane helm kwok; do echo built > $out$each; done"): string {
  const folder = scratch();
  for (const part of ["node/fast", "node/heartbeat-with-lease", "pod/fast"]) {
    const stages = join(folder, "kwok", "kustomize", "stage", part);
    mkdirSync(stages, { recursive: true });
    writeFileSync(join(stages, "stage.yaml"), `stage of ${part}`);
    writeFileSync(join(stages, "kustomization.yaml"), "not a stage");
  }
  const script = `#!/bin/sh
case "$1 $2" in
  "env GOVERSION") echo go1.99.0 ;;
  "list -deps") echo example.org/a; echo example.org/b ;;
  "list -m") echo ${folder}/kwok ;;
  "build -v")
    echo once >> ${folder}/builds
    while [ $# -gt 0 ]; do [ "$1" = "-o" ] && out=$2; shift; done
    echo "go: downloading example.org/a v1.0.0" >&2; echo example.org/a >&2
    ${build} ;;
esac
`;
  const path = join(folder, "go");
  writeFileSync(path, script);
  chmodSync(path, 0o755);
  return path;
}

function builds(settings: Settings): number {
  return readFileSync(join(dirname(settings.go), "builds"), "utf8")
    .trim()
    .split("\n").length;
}

function fill(folder: string, items: readonly Item[], content: string): void {
  for (const item of items) {
    mkdirSync(dirname(itemPath(folder, item)), { recursive: true });
    writeFileSync(itemPath(folder, item), content);
  }
}

function assets(items: readonly Item[]): string {
  const folder = scratch();
  for (const item of items) writeFileSync(join(folder, item), "asset");
  return folder;
}

const ENVTEST: readonly Item[] = ["etcd", "kube-apiserver", "kubectl"];

describe("finding the binaries", () => {
  test("KUBEBUILDER_ASSETS comes first, and what it lacks comes from the cache", async () => {
    const settings = { ...machine(), assets: assets(ENVTEST) };
    fill(releasedFolder(settings), ITEMS, "cached");
    const lines: string[] = [];
    const binaries = await findBinaries({ settings, log: (line) => lines.push(line) });
    const contents = Object.fromEntries(TOOLS.map((tool) => [tool, readFileSync(binaries.path(tool), "utf8")]));
    expect(contents).toMatchObject({ etcd: "asset", kubectl: "asset", kwok: "cached", "kube-scheduler": "cached", helm: "cached" });
    expect(binaries.searchPath).toBe(`${settings.assets}:${join(releasedFolder(settings), "bin")}`);
    expect(lines[0]).toMatch(/in this order: KUBEBUILDER_ASSETS, cache .*, releases, go build$/);
    expect(lines[1]).toMatch(/^KUBEBUILDER_ASSETS: only etcd, kube-apiserver, kubectl from /);
  });

  test("a complete cache is used without asking anybody else", async () => {
    const settings = machine("/there/is/no/go");
    fill(releasedFolder(settings), ITEMS, "cached");
    const lines: string[] = [];
    await findBinaries({ settings, log: (line) => lines.push(line) });
    expect(lines.join("\n")).not.toMatch(/^(releases|go build):/m);
    expect(lines.at(-1)).toBe(`cache ${settings.cache}: all from ${basename(releasedFolder(settings))}`);
  });

  test("when nobody has them they are built once, and found in the cache from then on", async () => {
    const settings = machine();
    const lines: string[] = [];
    const first = await findBinaries({ settings, log: (line) => lines.push(line) });
    const second = await findBinaries({ settings, log: () => {} });
    expect(builds(settings)).toBe(1);
    expect(second.path("kubectl")).toBe(first.path("kubectl"));
    expect(realpathSync(first.path("kube-apiserver"))).toBe(realpathSync(join(dirname(first.path("helm")), "control-plane")));
    expect(lines.findIndex((line) => line.startsWith("releases: "))).toBeLessThan(
      lines.findIndex((line) => line.startsWith("building with go1.99.0")),
    );
  });

  test("two runs at the same time build once", async () => {
    const settings = machine(pretendGo("sleep 0.3; for each in control-plane helm kwok; do echo built > $out$each; done"));
    await Promise.all([findBinaries({ settings, log: () => {} }), findBinaries({ settings, log: () => {} })]);
    expect(builds(settings)).toBe(1);
  });

  test("the stages of a build are kwok's own, without their kustomizations", async () => {
    const binaries = await findBinaries({ settings: machine(), log: () => {} });
    expect(readFileSync(binaries.stages, "utf8").split("\n---\n")).toEqual([
      "stage of node/fast",
      "stage of node/heartbeat-with-lease",
      "stage of pod/fast",
    ]);
  });

  test("a build shows how far it is", async () => {
    const settings = {
      ...machine(pretendGo("sleep 0.5; for each in control-plane helm kwok; do echo built > $out$each; done")),
      progressMs: 20,
    };
    const lines: string[] = [];
    await findBinaries({ settings, log: (line) => lines.push(line) });
    expect(lines).toContainEqual(expect.stringMatching(/^building: \d+ s, 1 modules downloaded, 1 of at most 2 packages compiled$/));
  });

  test("a build that fails tells what the compiler said and leaves nothing in the cache", async () => {
    const settings = machine(pretendGo("echo ./main.go:1: does not compile >&2; exit 1"));
    await expect(findBinaries({ settings, log: () => {} })).rejects.toThrow(/go build ended with 1:[^]*main.go:1: does not compile/);
    expect(readdirSync(settings.cache)).toEqual([]);
  });

  test("what a killed build left is removed by the next", async () => {
    const settings = machine();
    mkdirSync(join(settings.cache, "building-abc", "bin"), { recursive: true });
    await findBinaries({ settings, log: () => {} });
    expect(existsSync(join(settings.cache, "building-abc"))).toBe(false);
  });

  test("without Go and without anything else, each source's reason and the mend are told", async () => {
    const settings = machine("/there/is/no/go");
    const failed = expect(findBinaries({ settings, log: () => {} })).rejects;
    await failed.toThrow(
      /KUBEBUILDER_ASSETS: not set\n[^]*cache [^]*: nothing there yet\n[^]*releases: http:[^]*go build: Go is not installed: install Go 1\.\d+\.\d+ or newer/,
    );
  });

  test("a Go that is too old is told with what it said", async () => {
    const go = join(scratch(), "go");
    writeFileSync(go, `#!/bin/sh\necho "go: go.mod requires go >= 1.26.0 (running go 1.19)" >&2\nexit 1\n`);
    chmodSync(go, 0o755);
    await expect(findBinaries({ settings: machine(go), log: () => {} })).rejects.toThrow(/Go is too old[^]*running go 1\.19/);
  });

  test("only what is wanted must be there", async () => {
    const settings = { ...machine("/there/is/no/go"), assets: assets(["kubectl"]) };
    const binaries = await findBinaries({ settings, wanted: ["kubectl"], log: () => {} });
    expect(() => binaries.path("etcd")).toThrow("etcd was not asked for");
    expect(() => binaries.stages).toThrow(`${STAGES} was not asked for`);
  });
});

describe("the key of a build", () => {
  const at = (settings: Settings, go = "go1.99.0"): string => builtFolder(settings, buildFlags(settings), go);

  function copyOfModule(): Settings {
    const settings = machine();
    const module = scratch();
    for (const name of ["go.mod", "go.sum", "main.go"]) cpSync(join(settings.module, name), join(module, name));
    return { ...settings, module };
  }

  test("is the same for the same sources, wherever they lie", () => {
    const settings = copyOfModule();
    expect(at(settings)).toBe(at({ ...settings, module: readSettings({}).module }));
  });

  test.each(["go.mod", "go.sum", "main.go"])("changes with %s", (name) => {
    const settings = copyOfModule();
    const before = at(settings);
    writeFileSync(join(settings.module, name), `${readFileSync(join(settings.module, name), "utf8")}\n`);
    expect(at(settings)).not.toBe(before);
  });

  test("changes with flags, platform and compiler", () => {
    const settings = machine();
    const keys = [
      at(settings),
      at(settings, "go1.99.1"),
      at({ ...settings, arch: "riscv64" }),
      at({ ...settings, os: "plan9" }),
      builtFolder(settings, [], "go1.99.0"),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("a build by another compiler is used only where there is no compiler", async () => {
    const settings = machine();
    fill(at(settings, "go1.50.0"), ITEMS, "old compiler");
    const fresh = await findBinaries({ settings, log: () => {} });
    expect(fresh.path("helm")).toContain("go1.99.0");
    const without = machine("/there/is/no/go");
    fill(at(without, "go1.50.0"), ITEMS, "old compiler");
    expect((await findBinaries({ settings: without, log: () => {} })).path("helm")).toContain("go1.50.0");
  });
});
