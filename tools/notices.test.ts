import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { scratch } from "../tests/harness/scratch.ts";
import { noticesOf } from "./notices.ts";

/** A folder in which packages are installed: by path, what package.json says, and the text of the licence. */
function installed(packages: Readonly<Record<string, { readonly license?: string; readonly text?: string }>>): string {
  const root = scratch();
  for (const [path, { license, text }] of Object.entries(packages)) {
    const folder = join(root, path);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: path.split("node_modules/").at(-1), version: "1.0.0", license }));
    if (text !== undefined) writeFileSync(join(folder, "LICENSE.md"), text);
  }
  return root;
}

it("each bundled package is named once, with the text of its licence: scoped and nested ones too", () => {
  const nested = "node_modules/a/node_modules/b";
  const root = installed({
    "node_modules/a": { license: "MIT", text: "licence of a" },
    [nested]: { license: "ISC", text: "licence of b" },
    "node_modules/@s/c": { license: "Apache-2.0" },
    "node_modules/d": { license: "MIT", text: "licence of d" },
  });
  const inputs = ["src/main.ts", "node_modules/a/x.js", "node_modules/a/lib/y.js", `${nested}/z.js`, "node_modules/@s/c/index.js"];
  const text = noticesOf(root, inputs);
  expect(text.match(/^\S+ 1\.0\.0: \S+$/gm)).toEqual(["@s/c 1.0.0: Apache-2.0", "a 1.0.0: MIT", "b 1.0.0: ISC"]);
  expect(text).toContain("licence of a");
  expect(text).toContain("licence of b");
  expect(text).not.toContain("licence of d");
});

it("a folder of licences is handed on whole", () => {
  const root = installed({ "node_modules/a": { license: "MIT", text: "licence of a" } });
  mkdirSync(join(root, "node_modules/a/LICENSES/b"), { recursive: true });
  writeFileSync(join(root, "node_modules/a/LICENSES/b/LICENSE"), "licence of what a took over");
  expect(noticesOf(root, ["node_modules/a/x.js"])).toContain("licence of what a took over");
});

it("a bundled package without a licence is refused by name", () => {
  expect(() => noticesOf(installed({ "node_modules/a": {} }), ["node_modules/a/x.js"])).toThrow("a 1.0.0 is bundled and has no licence");
});
