import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { scratch } from "../harness/scratch.ts";
import { ROOT } from "./project.ts";

const script = (path: string, text: string): void => {
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
};

it('the first make on a fresh clone tells of its installation on stderr: stdout stays for eval "$(make -s cluster)"', () => {
  const folder = scratch();
  const bin = join(folder, "bin");
  mkdirSync(bin);
  copyFileSync(join(ROOT, "Makefile"), join(folder, "Makefile"));
  writeFileSync(join(folder, "package-lock.json"), "{}");
  script(join(bin, "npm"), "mkdir -p node_modules/.bin && cp bin/node node_modules/.bin/ && echo added 3 packages");
  script(join(bin, "node"), '[ "$1" = --version ] && echo v24.0.0 || echo "export KUBECONFIG=here"');
  const { stdout, stderr, status } = spawnSync("make", ["-s", "cluster"], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` },
  });
  expect({ stdout, status }).toEqual({ stdout: "export KUBECONFIG=here\n", status: 0 });
  expect(stderr).toContain("Installing packages and Node 24");
  expect(stderr).toContain("added 3 packages");
});
