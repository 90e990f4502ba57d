/** A page of Markdown whose commands are run: its fenced blocks in order, and a terminal to type them into. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** A fenced block: its language and what stands in it. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** All fenced blocks of a page, from its top to its end. */
export const blocksOf = (page: string): Block[] =>
  [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = "", text = ""]) => ({ language, text }));

/** A command of a `console` block, and what the page says that it prints. */
export interface Shown {
  readonly command: string;
  readonly output: string;
}

/** The commands of a `console` block: each begins with `$ `, and its output is what follows. */
export const shownIn = (text: string): Shown[] =>
  text
    .split(/^\$ /m)
    .filter(Boolean)
    .map((part) => ({ command: part.slice(0, part.indexOf("\n")), output: part.slice(part.indexOf("\n") + 1) }));

/** Ages differ from run to run, and the width of columns with them. */
export const comparable = (output: string): string =>
  output
    .replace(/\t/g, " ")
    .replace(/ +$/gm, "")
    .replace(/ {2,}/g, " ")
    .replace(/\b\d+(s|m|m\d+s)\b/g, "AGE")
    .trim();

/** What a command printed, and how it ended. */
export interface Typed {
  readonly stdout: string;
  readonly code: number;
}

/** One shell in which commands are typed one after another: what one of them exports or starts is there for the next. */
export interface Terminal {
  /** Runs some lines; throws what was on stderr when the shell itself ends. */
  type(lines: string): Promise<Typed>;
}

const MARK = "== typed ==";

/** Opens a bash that is ended with the test, and what it started with it. */
export function openTerminal(cwd: string, env: NodeJS.ProcessEnv): Terminal {
  // A group of its own: what is typed with `&` ends with it.
  const shell = spawn("bash", ["--noprofile", "--norc"], { cwd, env, stdio: ["pipe", "pipe", "pipe"], detached: true });
  const heard = { stdout: "", stderr: "" };
  shell.stdout.setEncoding("utf8").on("data", (chunk: string) => (heard.stdout += chunk));
  shell.stderr.setEncoding("utf8").on("data", (chunk: string) => (heard.stderr += chunk));
  const ended = once(shell, "exit").then(([code]) => Promise.reject(new Error(`the shell ended with ${String(code)}: ${heard.stderr}`)));
  ended.catch(() => undefined);
  onTestFinished(() => {
    if (shell.exitCode === null && shell.pid !== undefined) process.kill(-shell.pid, "SIGTERM");
  });
  const answer = async (): Promise<Typed> => {
    for (;;) {
      const match = new RegExp(`^${MARK} (\\d+)\\n`, "m").exec(heard.stdout);
      if (match) return { stdout: heard.stdout.slice(0, match.index).replace(/\n$/, ""), code: Number(match[1]) };
      await once(shell.stdout, "data");
    }
  };
  return {
    type: async (lines) => {
      heard.stdout = "";
      shell.stdin.write(`{\n${lines.trimEnd()}\n} </dev/null\nprintf '\\n${MARK} %s\\n' $?\n`);
      return Promise.race([answer(), ended]);
    },
  };
}
