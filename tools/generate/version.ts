import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Version of the operator: package.json is the one place where it is written. */
export const readVersion = (root: string): string =>
  (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }).version;
