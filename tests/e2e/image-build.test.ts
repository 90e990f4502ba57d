import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { copyContext } from "../../tools/image/context.ts";
import { readDockerfile, type Instruction } from "../../tools/image/dockerfile.ts";
import { OPERATOR_BUNDLE } from "../../tools/operator/process.ts";
import { scratch } from "../harness/scratch.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Carries out an instruction of the build stage with `work` as its WORKDIR. */
function carryOut({ name, text }: Instruction, context: string, work: string): void {
  if (name === "RUN") execFileSync("sh", ["-e", "-c", text], { cwd: work, stdio: "pipe" });
  if (name !== "COPY") return;
  const words = text.split(" ");
  const target = join(work, words.at(-1) ?? "");
  const isFolder = words.length > 2 || (words.at(-1) ?? "").endsWith("/");
  if (isFolder) mkdirSync(target, { recursive: true });
  for (const source of words.slice(0, -1))
    cpSync(join(context, source), isFolder ? join(target, basename(source)) : target, { recursive: true });
}

test("what a builder is sent is enough, and the build stage makes of it the bundle that the tests run, byte for byte", () => {
  const folder = scratch();
  const [context, work] = [join(folder, "context"), join(folder, "build")];
  mkdirSync(work);
  copyContext(ROOT, context);
  const [stage] = readDockerfile(readFileSync(join(ROOT, "Dockerfile"), "utf8"));
  expect(stage?.instructions.map(({ name }) => name)).toEqual(["WORKDIR", "COPY", "RUN", "COPY", "COPY", "COPY", "RUN"]);
  for (const instruction of stage?.instructions ?? []) carryOut(instruction, context, work);
  for (const file of ["LICENSE", "dist/THIRD-PARTY-NOTICES"]) expect(existsSync(join(work, file)), file).toBe(true);
  const [made, tested] = [join(work, "dist/operator.js"), OPERATOR_BUNDLE].map((path) => readFileSync(path));
  expect(made?.length).toBeGreaterThan(100_000);
  expect(made?.equals(tested ?? Buffer.of()), "dist/operator.js is what make build makes of the sources as they are now").toBe(true);
});
