/** Reads a Dockerfile as far as ours goes: stages and their instructions, lists in JSON or by words. */

/** One instruction of a stage, in the order of the file. */
export interface Instruction {
  /** In capitals: `COPY`. */
  readonly name: string;
  /** Flags such as `--from=build`, by name. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the flags, continued lines joined. */
  readonly text: string;
}

/** What one FROM begins. */
export interface Stage {
  readonly base: string;
  /** Value of `--platform`. */
  readonly platform: string | undefined;
  /** Name after AS. */
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

const INSTRUCTION = /^([A-Za-z]+)\s+((?:--\S+\s+)*)(.*)$/s;
const FROM = /^(\S+)(?:\s+AS\s+(\S+))?$/i;

/** All stages. Throws a sentence at a line that is no instruction, and where instructions stand before the first FROM. */
export function readDockerfile(text: string): Stage[] {
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const line of logicalLines(text)) {
    const instruction = readInstruction(line);
    if (instruction.name === "FROM") stages.push(stageOf(instruction));
    else if (stages.length === 0) throw new Error(`the Dockerfile has ${instruction.name} before its first FROM`);
    else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function logicalLines(text: string): string[] {
  const lines = text.split("\n").filter((line) => !/^\s*#/.test(line));
  const joined = lines.join("\n").replaceAll(/\\\n\s*/g, " ");
  return joined
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function readInstruction(line: string): Instruction {
  const [, name, flags, text] = INSTRUCTION.exec(line) ?? [];
  if (name === undefined || flags === undefined || text === undefined) throw new Error(`the Dockerfile has no instruction in: ${line}`);
  const pairs = flags
    .trim()
    .split(/\s+/)
    .filter((flag) => flag !== "")
    .map((flag): [string, string] => {
      const [key = "", ...value] = flag.slice(2).split("=");
      return [key, value.join("=")];
    });
  return { name: name.toUpperCase(), flags: Object.fromEntries(pairs), text };
}

function stageOf({ flags, text }: Instruction): Stage & { readonly instructions: Instruction[] } {
  const [, base, name] = FROM.exec(text) ?? [];
  if (base === undefined) throw new Error(`the Dockerfile has FROM ${text}: one base, and AS with a name or nothing`);
  return { base, platform: flags["platform"], name, instructions: [] };
}

/** Texts of all instructions of this name in a stage. */
export const textsOf = ({ instructions }: Stage, name: string): string[] =>
  instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);

/** The words of ENTRYPOINT or CMD in their exec form. Throws where a shell would be needed. */
export function execForm(text: string): string[] {
  if (!text.startsWith("[")) throw new Error(`the Dockerfile needs a shell for: ${text}`);
  return JSON.parse(text) as string[];
}
