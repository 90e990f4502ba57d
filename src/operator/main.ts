import { parseConfig } from "./config.ts";
import { runOperator } from "./operator.ts";
import { helpText } from "./options.ts";

/** Set by the bundler from package.json. */
declare const __VERSION__: string | undefined;
const version = typeof __VERSION__ === "string" ? __VERSION__ : "0.0.0-dev";

/** After a signal everything has ended well within this time, or is cut off. */
const PARTING_MS = 4_500;

const NAME = "isms-scope-operator";

async function main(): Promise<number> {
  const parsed = parseConfig(process.argv.slice(2));
  if (parsed.kind === "help") process.stdout.write(helpText());
  if (parsed.kind === "version") process.stdout.write(`${NAME} ${version}\n`);
  if (parsed.kind === "invalid") {
    for (const problem of parsed.problems) process.stderr.write(`${NAME}: ${problem}\n`);
    return 2;
  }
  if (parsed.kind !== "run") return 0;
  const stop = new AbortController();
  const onSignal = () => {
    setTimeout(() => process.exit(1), PARTING_MS).unref();
    stop.abort();
  };
  process.once("SIGTERM", onSignal).once("SIGINT", onSignal);
  await runOperator(parsed.config, version, stop.signal);
  // Spans that a silent receiver does not take would keep the process for the rest of its time.
  process.exit(0);
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${NAME}: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
