import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/**
 * Bundles the operator into one file. CommonJS dependencies ask for `require`, which a module has not: the banner gives them one.
 * Names are kept, so that stack traces in logs can be read without the source map.
 */
const ROOT = join(import.meta.dirname, "..");
const OUTPUT = "dist/operator.js";

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
const started = performance.now();

const { metafile } = await build({
  absWorkingDir: ROOT,
  entryPoints: ["src/operator/main.ts"],
  outfile: OUTPUT,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: "external",
  minifySyntax: true,
  minifyWhitespace: true,
  keepNames: true,
  legalComments: "none",
  metafile: true,
  define: { __VERSION__: JSON.stringify(version) },
  banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
});

const bytes = metafile.outputs[OUTPUT]?.bytes ?? 0;
console.log(`${OUTPUT}: version ${version}, ${(bytes / 1024).toFixed(0)} KiB, in ${(performance.now() - started).toFixed(0)} ms`);
