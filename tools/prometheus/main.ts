/** `make prometheus`: watches the operator at TARGET with a real Prometheus and Alertmanager until Ctrl-C. */
import { once } from "node:events";
import { readOptions, startTrial } from "./trial.ts";

try {
  const stop = await startTrial(readOptions(process.env), (line) => void process.stdout.write(`${line}\n`));
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await stop();
} catch (error) {
  process.stderr.write(`prometheus: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
