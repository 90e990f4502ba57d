/** The projects' own release binaries: what there is, where its checksum is published, and how it gets into the cache. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { itemPath } from "./cache.ts";
import { download, fetchText } from "./download.ts";
import { nothing, STAGES, type Item, type Log, type Outcome, type Tool } from "./items.ts";
import { readVersions, type Settings } from "./settings.ts";

/** Where a file's SHA-256 is published: a text of `<hash>  <name>` lines (or one bare hash), or GitHub's list of a release's assets. */
interface Checksum {
  readonly url: string;
  readonly form: "lines" | "assets";
}

interface ReleaseFile {
  readonly item: Item;
  readonly url: string;
  readonly checksum: Checksum;
  /** Path inside the archive, when the file is one. */
  readonly member?: string;
}

/** Fetches what is missing into `folder`: all of it, or nothing when a checksum cannot be had, since then Go must build anyway. */
export async function fetchReleased(settings: Settings, folder: string, missing: readonly Item[], log: Log): Promise<Outcome> {
  if (settings.os !== "linux") return nothing(`no server binaries are released for ${settings.os}`);
  const files = releaseFiles(settings).filter((file) => missing.includes(file.item));
  try {
    const hashes = await Promise.all(files.map((file) => publishedHash(file, settings.firstByteMs)));
    const found = new Map<Item, string>();
    for (const [index, file] of files.entries()) {
      found.set(file.item, await fetchOne(file, hashes[index] ?? "", { folder, firstByteMs: settings.firstByteMs, log }));
    }
    return { found, note: `verified by their published checksums, now in ${folder}` };
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
}

function releaseFiles(settings: Settings): ReleaseFile[] {
  const { releases, os, arch } = settings;
  const versions = readVersions(settings.module);
  const kube = (item: Tool): ReleaseFile => {
    const url = `${releases.kubernetes}/release/${versions.kubernetes}/bin/${os}/${arch}/${item}`;
    return { item, url, checksum: { url: `${url}.sha256`, form: "lines" } };
  };
  const etcd = `etcd-${versions.etcd}-${os}-${arch}`;
  const helm = `${releases.helm}/helm-${versions.helm}-${os}-${arch}.tar.gz`;
  const kwokSums: Checksum = {
    url: `${releases.github}/repos/kubernetes-sigs/kwok/releases/tags/${versions.kwok}`,
    form: "assets",
  };
  return [
    ...(["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"] as const).map(kube),
    {
      item: "etcd",
      url: `${releases.etcd}/${versions.etcd}/${etcd}.tar.gz`,
      checksum: { url: `${releases.etcd}/${versions.etcd}/SHA256SUMS`, form: "lines" },
      member: `${etcd}/etcd`,
    },
    { item: "helm", url: helm, checksum: { url: `${helm}.sha256sum`, form: "lines" }, member: `${os}-${arch}/helm` },
    { item: "kwok", url: `${releases.kwok}/${versions.kwok}/kwok-${os}-${arch}`, checksum: kwokSums },
    { item: STAGES, url: `${releases.kwok}/${versions.kwok}/stage-fast.yaml`, checksum: kwokSums },
  ];
}

async function publishedHash(file: ReleaseFile, firstByteMs: number): Promise<string> {
  const text = await fetchText(file.checksum.url, firstByteMs);
  const hash = file.checksum.form === "lines" ? hashOfLine(text, basename(file.url)) : hashOfAsset(text, basename(file.url));
  if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) throw new Error(`${file.checksum.url} has no SHA-256 of ${basename(file.url)}`);
  return hash;
}

/** The hash of `name` in a text of `<hash>  <name>` lines, or the one bare hash that it is. */
export function hashOfLine(text: string, name: string): string | undefined {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  const named = lines.find(([, file]) => file?.replace(/^\*/, "") === name);
  return named?.[0] ?? lines.find((fields) => fields.length === 1 && fields[0] !== "")?.[0];
}

function hashOfAsset(text: string, name: string): string | undefined {
  const release = JSON.parse(text) as { readonly assets?: readonly { readonly name?: string; readonly digest?: string | null }[] };
  return release.assets?.find((asset) => asset.name === name)?.digest?.replace(/^sha256:/, "");
}

interface Into {
  readonly folder: string;
  readonly firstByteMs: number;
  readonly log: Log;
}

async function fetchOne(file: ReleaseFile, sha256: string, into: Into): Promise<string> {
  const to = itemPath(into.folder, file.item);
  mkdirSync(join(into.folder, "bin"), { recursive: true });
  const work = mkdtempSync(join(into.folder, "download-"));
  try {
    const fetched = join(work, basename(file.url));
    const size = await download({ url: file.url, sha256, to: fetched, firstByteMs: into.firstByteMs });
    if (file.member !== undefined) execFileSync("tar", ["-xzf", fetched, "-C", work, file.member]);
    const ready = join(work, file.member ?? basename(file.url));
    if (file.item !== STAGES) chmodSync(ready, 0o755);
    renameSync(ready, to);
    into.log(`fetched ${file.item} (${Math.round(size / 1e6)} MB)`);
    return to;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
