import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePorts } from "../../tools/control-plane/ports.ts";
import { readSettings } from "../../tools/control-plane/settings.ts";
import { eventually } from "../harness/eventually.ts";
import { scratch } from "../harness/scratch.ts";
import { blocksOf, comparable, openTerminal, shownIn, type Block, type Terminal } from "./page.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const LOGS = [join(ROOT, "operator.log"), join(ROOT, "prometheus.log")] as const;
const GUIDE = readFileSync(join(ROOT, "docs", "guide.md"), "utf8");
/** An alert takes a few scrapes and evaluations. */
const PATIENCE = { timeout: 60_000, interval: 250 };
const LONG = 240_000;

/** A cache of its own, so that a cluster that a person left running is not met; what is kept in the person's is used. */
function ownCache(): Record<string, string> {
  const [cache, kept] = [scratch(), dirname(readSettings().cache)];
  for (const each of ["control-plane", "prometheus"]) {
    mkdirSync(join(kept, each), { recursive: true });
    symlinkSync(join(kept, each), join(cache, each));
  }
  return { ISMS_SCOPE_CACHE: cache, TMPDIR: scratch() };
}

/** Where the log of `make prometheus` says that its two servers are; the guide's ports may be taken on the machine that runs the tests. */
function serversIn(log: string): ReadonlyMap<string, string> {
  const text = existsSync(log) ? readFileSync(log, "utf8") : "";
  const found = (name: string) => new RegExp(`^${name} +http://127\\.0\\.0\\.1(:\\d+)`, "m").exec(text)?.[1];
  return new Map([
    [":9090", found("Prometheus") ?? ":9090"],
    [":9093", found("Alertmanager") ?? ":9093"],
  ]);
}

/** Types a block; what asks is asked again until the answer is the page's. `move` puts each address where it is on this machine. */
async function follow(terminal: Terminal, { language, text }: Block, move: (text: string) => string): Promise<void> {
  if (language === "sh") {
    const { code } = await terminal.type(`set -e\n${text}set +e`);
    expect(code, text).toBe(0);
    return;
  }
  for (const { command, output } of shownIn(text)) {
    await eventually(async () => {
      const { stdout } = await terminal.type(move(command));
      expect(comparable(stdout), command).toBe(comparable(output));
      return true;
    }, PATIENCE);
  }
}

test("the guide leads from nothing to a firing alert and back, command by command as it is written", { timeout: LONG }, async () => {
  const [port] = await freePorts(1);
  const env = { PORT: String(port), TARGET: `http://127.0.0.1:${port}` };
  const terminal = openTerminal(ROOT, { ...process.env, ...ownCache(), ...env });
  onTestFinished(() => {
    for (const log of LOGS) rmSync(log, { force: true });
  });
  const move = (text: string) =>
    text.replace(/(?<=127\.0\.0\.1)(:8080|:9090|:9093)/g, (here) =>
      here === ":8080" ? `:${port}` : (serversIn(LOGS[1]).get(here) ?? here),
    );
  const blocks = blocksOf(GUIDE);
  expect(new Set(blocks.map(({ language }) => language))).toEqual(new Set(["sh", "console"]));
  expect(blocks.length).toBeGreaterThan(12);
  for (const block of blocks) await follow(terminal, block, move);
});
