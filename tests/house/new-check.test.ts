import { createHash } from "node:crypto";
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ROOT, runNode, runTool } from "./project.ts";

/** What CONTRIBUTING.md promises: a check is two files, and everything else that knows of it is generated. */

const ID = "image-tagged";
const WRITTEN = [`src/checks/${ID}.ts`, `src/checks/${ID}.yaml`];

const CHECK = `import { variantsOf } from "../scope/variants.ts";
import { defineCheck, fail, notApplicable, pass } from "./check.ts";
import { listed } from "./wording.ts";

/**
 * Every image of a workload says which version it is.
 *
 * Control: ISO/IEC 27001:2022 A.8.15 (what was logged can be told by version); SOC 2 CC7.2.
 * Reads: images of the pods, else of the template.
 * Passes: each has a tag or a digest.
 */
export const check = defineCheck({
  id: "${ID}",
  title: "Every image names its version",
  severity: "Low",
  controls: ["A.8.15", "CC7.2"],
  appliesTo: ["Workload"],
  needs: [],
  remediation: "Write the tag or the digest of each image into the pod template.",
  evaluate({ workload }) {
    const images = variantsOf(workload).flatMap(({ shape }) => shape.containers.map(({ image }) => image));
    const untagged = images.filter((image) => !/[:@][^/]+$/.test(image));
    if (images.length === 0) return notApplicable;
    return untagged.length === 0 ? pass : fail("NoTag", \`No version in \${listed(untagged)}: write the tag.\`);
  },
});
`;

const fixture = (name: string, comment: string, image: string): string => `#### ${name}
${comment}
apiVersion: isms-scope.io/v1alpha1
kind: IsmsScope
metadata:
  name: ${ID}-${name}
spec:
  document: {title: Fixture}
  environments:
    - name: production
      namespaces: {names: [${ID}-${name}]}
  rules:
    undeclaredNamespaces: Ignore
---
apiVersion: v1
kind: Namespace
metadata:
  name: ${ID}-${name}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: ${ID}-${name}
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: ${image}
`;

const FIXTURES = [
  fixture("fail-untagged", "# Whatever is newest.\n# reason: NoTag", "registry.example/web"),
  fixture("pass-tagged", "# The version is told.", "registry.example/web:1.0"),
].join("---\n");

/** Not ours to copy: what is installed, built or cached. */
const LEFT_OUT = new Set([".git", "node_modules", "dist"]);

/** All of this project but what is installed and built, in a temporary folder. */
function copyOfProject(): string {
  const project = mkdtempSync(join(tmpdir(), "isms-new-check-"));
  onTestFinished(() => rmSync(project, { recursive: true, force: true }));
  const own = readdirSync(ROOT).filter((name) => !LEFT_OUT.has(name));
  for (const name of own) cpSync(join(ROOT, name), join(project, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
  return project;
}

const filesOf = (project: string): ReadonlyMap<string, string> =>
  new Map(
    globSync("**/*", { cwd: project, exclude: (name) => LEFT_OUT.has(name) })
      .filter((path) => statSync(join(project, path)).isFile())
      .map((path) => [
        path,
        createHash("sha256")
          .update(readFileSync(join(project, path)))
          .digest("hex"),
      ]),
  );

const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).toSorted();

/** Suites that know the catalogue, a board, a metric, a page or an example. */
const SUITES = ["src/api", "src/checks", "src/outputs", "src/monitoring", "tools/generate", "tests/api", "tests/checks", "tests/examples"];
const HOUSE = ["tests/house/docs.test.ts", "tests/house/generate.test.ts"];

it("adding a check takes two files; the rest is written by the generators, and everything holds", { timeout: 120_000 }, async () => {
  const project = copyOfProject();
  const before = filesOf(project);
  writeFileSync(join(project, WRITTEN[0] ?? ""), CHECK);
  writeFileSync(join(project, WRITTEN[1] ?? ""), FIXTURES);

  const generated = await runNode(project, "tools/generate.ts");
  expect(generated.code, generated.stdout).toBe(0);
  const generators = [...generated.stdout.matchAll(/^ {2}(?:missing|outdated) +(.+)$/gm)].map(([, path = ""]) => path);
  expect(generators).toContain("docs/checks.md");
  expect(changed(before, filesOf(project))).toEqual([...WRITTEN, ...generators].toSorted());

  const [types, format, lint, suites] = await Promise.all([
    runNode(project, "node_modules/typescript-native/bin/tsc", "-p", "."),
    runTool(project, "oxfmt", "--check", ...WRITTEN),
    runTool(project, "oxlint", ...WRITTEN.filter((path) => path.endsWith(".ts"))),
    runTool(project, "vitest", "run", "--project", "unit", ...SUITES, ...HOUSE),
  ]);
  for (const { code, stdout } of [types, format, lint, suites]) expect(code, stdout).toBe(0);
  expect(suites.stdout).toContain(" passed");
});
