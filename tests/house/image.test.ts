import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextFiles } from "../../tools/image/context.ts";
import { execForm, readDockerfile, textsOf } from "../../tools/image/dockerfile.ts";
import { NODE_FLAGS } from "../../tools/operator/process.ts";
import { ROOT } from "./project.ts";

const stages = readDockerfile(readFileSync(join(ROOT, "Dockerfile"), "utf8"));
const [build] = stages;
const last = stages.at(-1);
if (build === undefined || last === undefined) throw new Error("the Dockerfile has no stage");
const { engines, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly engines: { readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
};

describe("the image", () => {
  it.each(stages)("$base is pinned by digest", ({ base }) => {
    expect(base).toMatch(/^[a-z0-9.:/-]+@sha256:[0-9a-f]{64}$/);
  });

  it("runs the Node that the operator is tested with: built by the same version, run by the same major", () => {
    const major = /^>=(\d+)$/.exec(engines.node)?.[1];
    expect(build.base).toContain(`node:${devDependencies["node"]}-`);
    expect(last.base).toContain(`/nodejs${major}-`);
  });

  it("starts Node with the flags that are tested and measured, and needs no shell", () => {
    const [entrypoint = ""] = textsOf(last, "ENTRYPOINT");
    expect(execForm(entrypoint)).toEqual(["/nodejs/bin/node", ...NODE_FLAGS, "/app/operator.mjs"]);
    expect(textsOf(last, "CMD")).toEqual([]);
  });

  it("runs as a user that is not root, by number: a kubelet cannot know what a name means", () => {
    expect(last.base).toContain(":nonroot@");
    expect(textsOf(last, "USER")).toEqual(["65532:65532"]);
    const names = last.instructions.map(({ name }) => name);
    expect(names.lastIndexOf("USER")).toBeGreaterThan(names.lastIndexOf("COPY"));
  });

  it("holds the bundle, its licence and those of what is bundled, and runs nothing to make itself", () => {
    const copies = last.instructions.filter(({ name }) => name === "COPY" || name === "ADD");
    expect(copies.map(({ flags, text }) => [flags["from"], text])).toEqual([
      ["build", "/build/dist/operator.js /app/operator.mjs"],
      ["build", "/build/LICENSE /build/dist/THIRD-PARTY-NOTICES /app/"],
    ]);
    expect(textsOf(last, "RUN")).toEqual([]);
  });

  it("is bundled on the builder's own architecture, from the lockfile, without install scripts", () => {
    expect(build.platform).toBe("$BUILDPLATFORM");
    expect(textsOf(build, "RUN")[0]).toMatch(/^npm ci --ignore-scripts /);
  });

  it("says what it is in the labels of OCI", () => {
    const labels = textsOf(last, "LABEL").join(" ");
    for (const name of ["title", "description", "licenses", "version", "revision"]) {
      expect(labels).toMatch(new RegExp(`org\\.opencontainers\\.image\\.${name}="[^"]+"`));
    }
  });

  it("is built from sources and nothing else: no test, no history, no installed package is sent to the builder", () => {
    const files = contextFiles(ROOT);
    const sources = files.filter((path) => path.startsWith("src/"));
    expect(sources).toContain("src/operator/main.ts");
    expect(files.filter((path) => path.includes(".test.ts"))).toEqual([]);
    expect(files.filter((path) => !path.startsWith("src/"))).toEqual([
      ".npmrc",
      "LICENSE",
      "package-lock.json",
      "package.json",
      "tools/bundle.ts",
      "tools/notices.ts",
      "tsconfig.json",
    ]);
  });
});
