/** The projects' own releases: an archive each, verified by the SHA-256 that is published beside it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { download, fetchText } from "../control-plane/download.ts";
import { nothing, type Log, type Outcome } from "../control-plane/items.ts";
import { hashOfLine } from "../control-plane/released.ts";
import { RELEASES, type Settings } from "./settings.ts";
import { lookIn, type Tool } from "./tools.ts";

type Project = keyof typeof RELEASES;

const PROJECT_OF: Readonly<Record<Tool, Project>> = {
  prometheus: "prometheus",
  promtool: "prometheus",
  alertmanager: "alertmanager",
  amtool: "alertmanager",
};

/** Folder with the released binaries: their versions and the platform decide it. */
export function releasesFolder({ cache, os, arch }: Settings): string {
  return join(cache, `released-${RELEASES.prometheus}-${RELEASES.alertmanager}-${os}-${arch}`);
}

/** Fetches the archives that hold what is missing, or nothing when one cannot be had: then another source has them all in one go. */
export async function fetchReleases(settings: Settings, missing: readonly Tool[], log: Log): Promise<Outcome<Tool>> {
  const projects = [...new Set(missing.map((tool) => PROJECT_OF[tool]))];
  try {
    const hashes = await Promise.all(projects.map((project) => publishedHash(settings, project)));
    for (const [index, project] of projects.entries()) await fetchOne(settings, project, { sha256: hashes[index] ?? "", log });
    const outcome = await lookIn([releasesFolder(settings)], missing);
    return { ...outcome, note: `${outcome.note}, verified by the published checksums` };
  } catch (error) {
    return nothing(error instanceof Error ? error.message : String(error));
  }
}

function archiveOf({ os, arch }: Settings, project: Project): string {
  return `${project}-${RELEASES[project]}.${os}-${arch}.tar.gz`;
}

function addressOf({ releases }: Settings, project: Project, file: string): string {
  return `${releases}/${project}/releases/download/v${RELEASES[project]}/${file}`;
}

async function publishedHash(settings: Settings, project: Project): Promise<string> {
  const url = addressOf(settings, project, "sha256sums.txt");
  const hash = hashOfLine(await fetchText(url, settings.firstByteMs), archiveOf(settings, project));
  if (hash === undefined || !/^[0-9a-f]{64}$/.test(hash)) throw new Error(`${url} has no SHA-256 of ${archiveOf(settings, project)}`);
  return hash;
}

async function fetchOne(settings: Settings, project: Project, { sha256, log }: { sha256: string; log: Log }): Promise<void> {
  const folder = releasesFolder(settings);
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, "download-"));
  try {
    const archive = archiveOf(settings, project);
    const to = join(work, archive);
    const size = await download({ url: addressOf(settings, project, archive), sha256, to, firstByteMs: settings.firstByteMs });
    const tools = Object.entries(PROJECT_OF).flatMap(([tool, of]) => (of === project ? [tool] : []));
    const inside = archive.replace(/\.tar\.gz$/, "");
    execFileSync("tar", ["-xzf", to, "-C", work, ...tools.map((tool) => `${inside}/${tool}`)]);
    for (const tool of tools) renameSync(join(work, inside, tool), join(folder, tool));
    log(`fetched ${project} ${RELEASES[project]} (${Math.round(size / 1e6)} MB)`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
