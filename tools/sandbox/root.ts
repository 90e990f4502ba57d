/** The root file system of the image, laid out in a folder: this machine's Node stands for the one of the base image. */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { execForm, readDockerfile, textsOf, type Stage } from "../image/dockerfile.ts";

/** What a container of the image runs, as whom. */
export interface ImageRoot {
  readonly folder: string;
  /** The ENTRYPOINT. */
  readonly entrypoint: readonly string[];
  readonly uid: number;
  readonly gid: number;
}

/** Where a kubelet mounts what a container may need; a runtime makes these folders in any image. */
export const ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";
export const DEVICES = ["null", "zero", "random", "urandom"] as const;
const FOLDERS = ["/proc", "/dev", "/tmp", "/home/nonroot", ACCOUNT_FOLDER];

/**
 * Lays it out in `folder` as the last stage of the Dockerfile in `project` says, with the files that `make build` made.
 * The base has what a distroless base has: no shell, no tool, a user without a password, and the libraries that Node is linked with.
 */
export function layOutRoot(folder: string, project: string): ImageRoot {
  const stage = readDockerfile(readFileSync(join(project, "Dockerfile"), "utf8")).at(-1);
  if (stage === undefined) throw new Error(`${project} has a Dockerfile without a stage`);
  const entrypoint = execForm(textsOf(stage, "ENTRYPOINT")[0] ?? "");
  const [uid = 0, gid = 0] = (textsOf(stage, "USER")[0] ?? "").split(":").map(Number);
  chmodSync(folder, 0o755);
  for (const path of FOLDERS) mkdirSync(join(folder, path), { recursive: true });
  chmodSync(join(folder, "tmp"), 0o1777);
  for (const device of DEVICES) writeFileSync(join(folder, "dev", device), "");
  put(folder, "/etc/passwd", `root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:${uid}:${gid}:nonroot:/home/nonroot:/sbin/nologin\n`);
  put(folder, "/etc/group", `root:x:0:\nnonroot:x:${gid}:\n`);
  copyNode(folder, entrypoint[0] ?? "");
  for (const [source, target] of copiedFromBuild(stage)) copy(join(project, source), join(folder, target));
  return { folder, entrypoint, uid, gid };
}

function put(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function copy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
}

function copyNode(folder: string, path: string): void {
  const node = realpathSync(process.execPath);
  copy(node, join(folder, path));
  const listed = execFileSync("ldd", [node], { encoding: "utf8" });
  // "libm.so.6 => /lib/libm.so.6 (0x…)", and the loader: "/lib64/ld-linux-x86-64.so.2 (0x…)"
  for (const [, library = ""] of listed.matchAll(/(?:=> |^\s*)(\/\S+) \(/gm)) copy(realpathSync(library), join(folder, library));
}

/** Pairs of a path below the project, which the build stage calls /build, and its place in the image. */
function copiedFromBuild(stage: Stage): [string, string][] {
  return textsOf(stage, "COPY").flatMap((text) => {
    const paths = text.split(" ").map((path) => path.replace(/^\/build\//, ""));
    const target = paths.at(-1) ?? "";
    return paths.slice(0, -1).map((source): [string, string] => [source, target.endsWith("/") ? target + basename(source) : target]);
  });
}
