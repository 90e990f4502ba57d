/** Builds the image with Docker, for this machine's architecture. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isThere, mustRun } from "./command.ts";

const NAME = "isms-scope-operator";

/** Why Docker cannot be used here, as a sentence; undefined when it can. */
export function whyNoDocker(): string | undefined {
  if (!isThere("docker")) return "docker was not found on the PATH: install Docker, or another engine with the same command";
  const { status, stderr } = spawnSync("docker", ["info", "--format", "{{.ServerVersion}}"], { encoding: "utf8" });
  return status === 0 ? undefined : `docker is installed but does not work: ${stderr.trim().split("\n").at(-1)}`;
}

/** Builds it from the checkout in `root` and returns its name with its tag, the version of package.json. */
export async function buildImage(root: string): Promise<string> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string };
  const head = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" });
  const revision = head.status === 0 ? head.stdout.trim() : "unknown";
  const image = `${NAME}:${version}`;
  const labels = ["--build-arg", `VERSION=${version}`, "--build-arg", `REVISION=${revision}`];
  // without BuildKit, the default since Docker 23, the platform of the build stage is not known
  await mustRun("docker", ["build", "--tag", image, ...labels, "."], { cwd: root, env: { DOCKER_BUILDKIT: "1" } });
  return image;
}
