import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "vitest";
import { eventually } from "../harness/eventually.ts";
import { useInstall } from "./install.ts";
import { blocksOf, comparable, shownIn } from "./page.ts";
import { ownPlace } from "./place.ts";
import { PATIENCE } from "./readings.ts";

// A control plane of its own: the README counts every namespace of the cluster.
const place = ownPlace();
const installed = useInstall(place);
const README = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");

const fenced = (language: string): string => blocksOf(README).find((block) => block.language === language)?.text ?? "";

/** The day on which the README was written: its reviews are due after it. */
const THAT_DAY = "--import=data:text/javascript,const d=Date.parse('2026-06-01')-Date.now(),n=Date.now;Date.now=()=>n()+d";

const session = shownIn(fenced("console"));

/** Runs a line as a person would in the folder of the control plane; stdout, or a word about the exit code. */
async function type(command: string): Promise<string> {
  const { kubeconfig, binaries, folder } = place.controlPlane;
  const env = { ...process.env, KUBECONFIG: kubeconfig, PATH: `${binaries.searchPath}${delimiter}${process.env["PATH"] ?? ""}` };
  const child = spawn("sh", ["-c", command], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  return code === 0 ? stdout : `${stdout}exit code ${code}`;
}

beforeAll(async () => {
  writeFileSync(join(place.folder, "scope.yaml"), fenced("yaml"));
  await installed.run({ nodeArgs: [THAT_DAY] });
});

test("the README's first scope answers as the README shows, command by command", async () => {
  expect(session.length).toBeGreaterThan(4);
  for (const { command, output } of session) {
    const look = async () => {
      const printed = comparable(await type(command));
      expect(printed, command).toBe(comparable(output));
      return true;
    };
    // What asks is asked until the operator has answered; what changes something is typed once.
    await (command.startsWith("kubectl get ") ? eventually(look, PATIENCE) : look());
  }
});
