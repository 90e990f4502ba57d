/** The licences of what is bundled: most of them ask to be handed on with the code. */
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i;
const RULE = "=".repeat(80);

/** Text with each package's name, version and licence files. `inputs`: the files that were bundled, relative to `root`. */
export function noticesOf(root: string, inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  const notices = [...folders].toSorted().map((folder) => noticeOf(join(root, folder)));
  return ["This file has the licences of the packages that are bundled with isms-scope-operator.", ...notices].join("\n\n");
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const files = licencesIn(folder);
  if (license === undefined && files.length === 0) throw new Error(`${name} ${version} is bundled and has no licence`);
  const texts = files.toSorted().map((file) => readFileSync(file, "utf8").trim());
  return [RULE, `${name} ${version}: ${license ?? "see below"}`, RULE, ...texts].join("\n");
}

/** Some have a folder of them, for code that they took over. */
function licencesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .filter((file) => LICENCE_FILE.test(file))
    .map((file) => join(folder, file));
}
