/** `make image`: prints the name of the image that it built. */
import { join } from "node:path";
import { buildImage, whyNoDocker } from "./build.ts";

const why = whyNoDocker();
try {
  if (why !== undefined) throw new Error(`make image needs Docker: ${why}`);
  process.stdout.write(`${await buildImage(join(import.meta.dirname, "../.."))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
