/** A folder for one test. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Makes an empty folder that is removed when the test that asked for it is finished. */
export function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "isms-scope-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
