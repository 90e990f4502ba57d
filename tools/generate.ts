import { join } from "node:path";
import { parseArgs } from "node:util";
import { alerts } from "./generate/alerts.ts";
import { boards } from "./generate/boards.ts";
import { chart } from "./generate/chart.ts";
import { checkReference } from "./generate/check-reference.ts";
import { checks } from "./generate/checks.ts";
import { controlReference } from "./generate/control-reference.ts";
import { crds } from "./generate/crds.ts";
import { compare, mend } from "./generate/drift.ts";
import { flags } from "./generate/flags.ts";
import type { Generator } from "./generate/generator.ts";
import { manifests } from "./generate/manifests.ts";
import { metrics } from "./generate/metrics.ts";

/**
 * Writes every generated file of the project. With `--check` nothing is written: files that differ are listed, and the exit code is 1.
 * In this order, because a generator may import what an earlier one wrote.
 */
const GENERATORS: readonly Generator[] = [checks, crds, manifests, chart, metrics, alerts, boards, flags, checkReference, controlReference];

const ROOT = join(import.meta.dirname, "..");
const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });

let differing = 0;
for (const generator of GENERATORS) {
  const drifts = compare(ROOT, generator, await generator.files(ROOT));
  if (!values.check) mend(ROOT, drifts);
  differing += drifts.length;
  const count = drifts.length === 0 ? "as it should be" : `${drifts.length} ${values.check ? "differ" : "written"}`;
  console.log(`${generator.title}: ${count}`);
  for (const { path, state } of drifts) console.log(`  ${state.padEnd(8)} ${path}`);
}

if (values.check && differing > 0) {
  console.log("Generated files are not what the code says. Run `make generate` and commit the result.");
  process.exitCode = 1;
}
