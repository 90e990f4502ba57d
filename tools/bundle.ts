import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { noticesOf } from "./notices.ts";

/**
 * Bundles the operator into one file: it starts faster and takes less memory than a folder of modules.
 * Identifiers are not shortened, so that stack traces in logs can be read without the source map.
 * CommonJS dependencies ask for `require`, which a module has not: the banner gives them one. Before that it looks at the version
 * of Node: an old one would stop somewhere inside a dependency, with a page of its code.
 */
const ROOT = join(import.meta.dirname, "..");
const OUTPUT = "dist/operator.js";

const CLIENT_NODE = `${join("node_modules", "@kubernetes", "client-node")}/`;

/**
 * client-node does not say that its modules do nothing when they are only imported; esbuild would keep its hundreds of generated
 * models and clients, of which the operator uses none (11 MB of memory at start).
 */
const onlyWhatIsUsed: Plugin = {
  name: "only-what-is-used",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^@kubernetes\/client-node(\/|$)/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === CLIENT_NODE) return undefined;
      const { importer, resolveDir, kind } = from;
      return { ...(await bundler.resolve(path, { importer, resolveDir, kind, pluginData: CLIENT_NODE })), sideEffects: false };
    });
    bundler.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, importer, resolveDir }) =>
      importer.includes(CLIENT_NODE) ? { path: join(resolveDir, path), sideEffects: false } : undefined,
    );
  },
};

/**
 * What the SDK of OpenTelemetry brings along and src/telemetry/sdk.ts never asks for: exporters of metrics and logs, other exporters
 * of traces, the metrics that nobody reads, a configuration by file, and a part of gRPC that only its own diagnosis calls.
 */
const NEVER_CALLED =
  /^(@opentelemetry\/(exporter-(logs|metrics)-.+|exporter-(prometheus|zipkin)|sdk-metrics|configuration|propagator-b3)|@grpc\/proto-loader)$/;

const leaveOut: Plugin = {
  name: "leave-out",
  setup: (bundler) => {
    bundler.onResolve({ filter: NEVER_CALLED }, ({ path }) => ({ path, namespace: "left-out", sideEffects: false }));
    bundler.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** Modules that ask Node for gRPC at run time, where no node_modules is, by a `require` of their own. */
const LATE_REQUIRE = /otlp-grpc-exporter-base\/dist\/.*\.mjs$/;

const requireEarly: Plugin = {
  name: "require-early",
  setup: (bundler) => {
    bundler.onLoad({ filter: LATE_REQUIRE }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("__require(", "require(").replace("createRequire(import.meta.url)", "undefined"),
    }));
  },
};

const { version, engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string; engines: { node: string } };
const oldest = Number(/^>=(\d+)$/.exec(engines.node)?.[1]);
const BANNER = `import { createRequire as __createRequire } from "node:module";
if (!(Number.parseInt(process.versions.node, 10) >= ${oldest})) {
  process.stderr.write("isms-scope-operator: needs Node.js ${oldest} or newer, and this is " + process.versions.node + "\\n");
  process.exit(1);
}
const require = __createRequire(import.meta.url);`;
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
  legalComments: "none",
  metafile: true,
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [onlyWhatIsUsed, leaveOut, requireEarly],
  banner: { js: BANNER },
});

writeFileSync(join(ROOT, "dist/THIRD-PARTY-NOTICES"), `${noticesOf(ROOT, Object.keys(metafile.inputs))}\n`);
const bytes = metafile.outputs[OUTPUT]?.bytes ?? 0;
console.log(`${OUTPUT}: version ${version}, ${(bytes / 1024).toFixed(0)} KiB, in ${(performance.now() - started).toFixed(0)} ms`);
