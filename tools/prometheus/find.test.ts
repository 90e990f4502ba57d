import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { scratch } from "../../tests/harness/scratch.ts";
import { debianFolders } from "./debian.ts";
import { findPrometheus } from "./find.ts";
import { releasesFolder } from "./releases.ts";
import { readSettings, RELEASES, type Settings } from "./settings.ts";
import { TOOLS, type Tool } from "./tools.ts";

const NOWHERE = "http://127.0.0.1:1";

/** A machine with its own cache, nothing on the PATH, no release server and no apt. */
function machine(changes: Partial<Settings> = {}): Settings {
  const without = { aptGet: "/there/is/no/apt-get", dpkg: "/there/is/no/dpkg", root: false };
  return {
    ...readSettings({}),
    ...without,
    searchPath: "",
    cache: join(scratch(), "cache"),
    releases: NOWHERE,
    firstByteMs: 1000,
    os: "linux",
    arch: "amd64",
    ...changes,
  };
}

/** What a binary of `version` answers to --version. */
function says(tool: string, version = "9.9.9"): string {
  return `#!/bin/sh\necho "${tool}, version ${version} (branch: x)"\n`;
}

/** A folder with these commands; `scripts` says what each runs. */
function folderWith(scripts: Readonly<Record<string, string>>, folder = scratch()): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), script);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

/** Where Debian's binaries lie; the launcher of Alertmanager lies beside them. */
const unpacked = (settings: Settings): string => debianFolders(settings)[1] ?? "";

function allTools(version?: string): Record<string, string> {
  return Object.fromEntries(TOOLS.map((tool) => [tool, says(tool, version)]));
}

async function find(settings: Settings, wanted: readonly Tool[] = TOOLS) {
  const lines: string[] = [];
  const binaries = await findPrometheus({ settings, wanted, log: (line) => lines.push(line) });
  return { binaries, lines };
}

describe("what the machine has", () => {
  test("the PATH comes first, Debian's name of Alertmanager included, and what it lacks comes from the cache", async () => {
    const folder = folderWith({ prometheus: says("prometheus"), "prometheus-alertmanager": says("alertmanager") });
    const settings = machine({ searchPath: ["/nowhere", folder].join(delimiter) });
    folderWith(allTools(), releasesFolder(settings));
    const { binaries, lines } = await find(settings);
    expect(binaries.path("prometheus")).toBe(join(folder, "prometheus"));
    expect(binaries.path("alertmanager")).toBe(join(folder, "prometheus-alertmanager"));
    expect(binaries.path("promtool")).toBe(join(releasesFolder(settings), "promtool"));
    expect(lines[0]).toMatch(/in this order: PATH, cache .*, releases, Debian's packages$/);
    expect(lines[1]).toBe(`PATH: only prometheus, alertmanager from ${folder} (prometheus 9.9.9, alertmanager 9.9.9)`);
  });

  test("a complete cache is used without asking anybody else", async () => {
    const settings = machine();
    folderWith(allTools(), unpacked(settings));
    const { lines } = await find(settings);
    expect(lines.join("\n")).not.toMatch(/^(releases|Debian's packages):/m);
  });

  test.each([
    ["too old", says("prometheus", "2.41.0"), /prometheus 2\.41\.0 is too old: 2\.42 or newer is needed/],
    ["another program", "#!/bin/sh\necho hello\n", /prometheus is not prometheus/],
    [
      "without a library",
      "#!/bin/sh\necho 'libx.so.1: cannot open shared object' >&2; exit 127\n",
      /does not run here: libx\.so\.1: cannot/,
    ],
  ])("a binary that is %s is passed over, and it is told why", async (_, script, why) => {
    const settings = machine({ searchPath: folderWith({ prometheus: script }) });
    folderWith(allTools(), unpacked(settings));
    const { binaries, lines } = await find(settings);
    expect(binaries.path("prometheus")).toBe(join(unpacked(settings), "prometheus"));
    expect(lines[1]).toMatch(why);
  });

  test("when nobody has them, each source's reason and what to install are told", async () => {
    await expect(find(machine())).rejects.toThrow(
      /install it \(`brew [^]*apt-get install prometheus prometheus-alertmanager`\)[^]*promtool[^]*PATH: none[^]*cache [^]*releases: http:[^]*Debian's packages: .*apt-get is not on this machine/,
    );
  });

  test("only what is wanted must be there", async () => {
    const { binaries } = await find(machine({ searchPath: folderWith({ promtool: says("promtool") }) }), ["promtool"]);
    expect(() => binaries.path("amtool")).toThrow("amtool was not asked for");
  });
});

describe("the projects' own releases", () => {
  const project = { prometheus: ["prometheus", "promtool"], alertmanager: ["alertmanager", "amtool"] } as const;

  /** Both archives and their published checksums; `spoil` changes what is served. */
  async function server(spoil: (site: Map<string, Buffer | string>) => void = () => {}): Promise<string> {
    const site = new Map<string, Buffer | string>();
    for (const name of ["prometheus", "alertmanager"] as const) {
      const inside = `${name}-${RELEASES[name]}.linux-amd64`;
      const folder = scratch();
      folderWith(Object.fromEntries(project[name].map((tool) => [tool, says(tool)])), join(folder, inside));
      const archive = execFileSync("tar", ["-czf", "-", "-C", folder, inside]);
      const base = `/${name}/releases/download/v${RELEASES[name]}`;
      site.set(`${base}/${inside}.tar.gz`, archive);
      site.set(`${base}/sha256sums.txt`, `${createHash("sha256").update(archive).digest("hex")}  ${inside}.tar.gz\n`);
    }
    spoil(site);
    const listening = createServer((request, response) => {
      const content = site.get(request.url ?? "");
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void listening.close());
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }

  test("are fetched, verified and kept", async () => {
    const settings = machine({ releases: await server() });
    const { binaries, lines } = await find(settings);
    for (const tool of TOOLS) expect(binaries.path(tool)).toBe(join(releasesFolder(settings), tool));
    expect(lines.at(-1)).toMatch(/^releases: all from .*, verified by the published checksums$/);
    expect(readdirSync(releasesFolder(settings)).toSorted()).toEqual([...TOOLS].toSorted());
    expect((await find({ ...settings, releases: NOWHERE })).binaries.path("amtool")).toBe(binaries.path("amtool"));
  });

  test("an archive that is not the published one is refused and leaves nothing", async () => {
    const releases = await server((site) => {
      for (const [path, content] of site) if (path.endsWith(".tar.gz")) site.set(path, Buffer.concat([Buffer.from(content), Buffer.of(0)]));
    });
    const settings = machine({ releases });
    await expect(find(settings)).rejects.toThrow(/releases: refused .*tar\.gz: its SHA-256 is/);
    expect(readdirSync(releasesFolder(settings))).toEqual([]);
  });

  test("an archive without a published checksum is not fetched", async () => {
    const releases = await server((site) => {
      for (const path of site.keys()) if (path.endsWith(".txt")) site.set(path, `${"0".repeat(64)}  other.tar.gz\n`);
    });
    await expect(find(machine({ releases }))).rejects.toThrow(/has no SHA-256 of prometheus-.*\.tar\.gz/);
  });
});

describe("Debian's packages", () => {
  /** Commands that pretend: apt-get writes two packages once `update` ran (or always), dpkg unpacks binaries. */
  function debian({ updated, script = says }: { updated: boolean; script?: (tool: string) => string }) {
    const folder = scratch();
    if (updated) writeFileSync(join(folder, "lists"), "");
    const binaries = folderWith(Object.fromEntries(TOOLS.map((tool) => [tool, script(tool)])), join(folder, "binaries"));
    const commands = folderWith(
      {
        "apt-get": `#!/bin/sh
for each in "$@"; do case $each in update|download) echo $each >> ${folder}/calls; what=$each;; esac; done
[ $what = update ] && { touch ${folder}/lists; exit 0; }
[ -f ${folder}/lists ] || { echo "E: Unable to locate package prometheus" >&2; exit 100; }
touch prometheus_1.deb prometheus-alertmanager_1.deb
`,
        dpkg: `#!/bin/sh\nmkdir -p $3/usr/bin && cp -p ${binaries}/* $3/usr/bin/ && mv $3/usr/bin/alertmanager $3/usr/bin/prometheus-alertmanager\n`,
      },
      join(folder, "commands"),
    );
    // The launcher's two commands: what they are asked is kept, and nothing is mounted.
    const namespaces = folderWith(
      {
        unshare: '#!/bin/sh\nwhile [ "$1" != sh ]; do shift; done\nexec "$@"\n',
        mount: `#!/bin/sh\necho "$@" >> ${folder}/mounts\n`,
      },
      join(folder, "namespaces"),
    );
    vi.stubEnv("PATH", `${namespaces}${delimiter}${process.env["PATH"]}`);
    const mounts = () => readFileSync(join(folder, "mounts"), "utf8").trim();
    const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
    return { aptGet: join(commands, "apt-get"), dpkg: join(commands, "dpkg"), calls, mounts };
  }

  test("are unpacked into the cache and found there from then on", async () => {
    const { calls, ...commands } = debian({ updated: true });
    const settings = machine(commands);
    const { binaries } = await find(settings);
    expect(binaries.path("prometheus")).toBe(join(unpacked(settings), "prometheus"));
    await find(settings);
    expect(calls()).toEqual(["download"]);
    expect(readdirSync(settings.cache)).toEqual(["debian"]);
  });

  test("Alertmanager is launched with its own files where it looks for them, and with all of its flags", async () => {
    const script = (tool: string) => `${says(tool)}echo "$0" "$@"\n`;
    const { mounts, ...commands } = debian({ updated: true, script });
    const settings = machine(commands);
    const launcher = (await find(settings)).binaries.path("alertmanager");
    const root = join(settings.cache, "debian");
    expect(execFileSync(launcher, ["--a=b c", "d"], { encoding: "utf8" }).trim().split("\n").at(-1)).toBe(
      `${root}/usr/bin/prometheus-alertmanager --a=b c d`,
    );
    expect(mounts().split("\n").at(-1)).toBe(`--bind ${root}/usr/share /usr/share`);
  });

  test("lists of packages that are missing are updated by root", async () => {
    const { calls, ...commands } = debian({ updated: false });
    await find(machine({ ...commands, root: true }));
    expect(calls()).toEqual(["download", "update", "download"]);
  });

  test("who is not root is told what apt said", async () => {
    const { calls, ...commands } = debian({ updated: false });
    await expect(find(machine(commands))).rejects.toThrow(/apt-get download ended with 100: E: Unable to locate package prometheus/);
    expect(calls()).toEqual(["download"]);
  });

  test("a library that is missing is told with the packages that bring it", async () => {
    const { calls, ...commands } = debian({ updated: true, script: () => "#!/bin/sh\necho 'libx.so.1: not found' >&2; exit 127\n" });
    const settings = machine(commands);
    await expect(find(settings)).rejects.toThrow(
      /libx\.so\.1: not found[^]*`apt-get install prometheus prometheus-alertmanager` installs them whole/,
    );
    expect(calls()).toEqual(["download"]);
  });

  test("two runs at the same time fetch once", async () => {
    const { calls, ...commands } = debian({ updated: true });
    const settings = machine(commands);
    await Promise.all([find(settings), find(settings)]);
    expect(calls()).toEqual(["download"]);
    expect(existsSync(join(unpacked(settings), "promtool"))).toBe(true);
  });
});
