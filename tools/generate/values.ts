import { dump } from "js-yaml";
import { z } from "zod";
import { markdownTable } from "./markdown.ts";

/** From the typed values of the chart to what Helm, an editor and a reader need. */

/** As much of a JSON Schema as the values use. */
export interface ValueSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  /** Sentence for who wrote what the pattern refuses. */
  readonly mend?: string;
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly additionalProperties?: boolean | ValueSchema;
}

/** JSON Schema, draft 7: the newest that every Helm since 3.0 and every editor knows. */
export const describeValues = (values: z.ZodType): ValueSchema =>
  z.toJSONSchema(values, {
    target: "draft-7",
    io: "input",
    override: ({ jsonSchema }) => {
      // A name is always a text, and no number here comes near the largest of JavaScript.
      delete jsonSchema.propertyNames;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      // The default of a group is that of its members.
      if (jsonSchema.properties !== undefined) delete jsonSchema.default;
    },
  }) as ValueSchema;

/** Text of values.schema.json. Without patterns: Helm would answer with the pattern, where the chart's templates answer with a sentence. */
export const valuesSchema = (schema: ValueSchema): string =>
  `${JSON.stringify(schema, (key, value: unknown) => (key === "pattern" || key === "mend" ? undefined : value), 2)}\n`;

const WIDTH = 118;

const comment = (text: string, indent: string): string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${indent}# ${each}`);
};

const yamlOf = (name: string, value: unknown, indent: string): string[] =>
  dump({ [name]: value }, { quoteStyle: "double", lineWidth: WIDTH })
    .trimEnd()
    .split("\n")
    .map((line) => indent + line);

/** Lines of values.yaml: each value with its default, below a comment that says what it is for. */
export function valuesYaml({ properties = {} }: ValueSchema, indent = ""): string[] {
  return Object.entries(properties).flatMap(([name, member]) => {
    const about = comment(member.description ?? "", indent);
    const lines =
      member.properties === undefined ? yamlOf(name, member.default, indent) : [`${indent}${name}:`, ...valuesYaml(member, `${indent}  `)];
    return [...(indent === "" ? [""] : []), ...about, ...lines];
  });
}

function typeOf({ type = "any", enum: words, items }: ValueSchema): string {
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(", ");
  if (type !== "array") return type;
  return items?.type === undefined ? "list" : `list of ${items.type}s`;
}

function rows({ properties = {} }: ValueSchema, path: string): string[][] {
  return Object.entries(properties).flatMap(([name, member]) => {
    const whole = `${path}${name}`;
    if (member.properties !== undefined) return [[`**\`${whole}\`**`, "", "", `**${member.description}**`], ...rows(member, `${whole}.`)];
    return [[`\`${whole}\``, typeOf(member), `\`${JSON.stringify(member.default)}\``, member.description ?? ""]];
  });
}

/** The table of values, for the README. */
export const valuesTable = (schema: ValueSchema): readonly string[] =>
  markdownTable(["Value", "Type", "Default", "Meaning"], rows(schema, ""));

/** What the templates hold against a value: that it is there, and its form. */
interface ValueRule {
  /** `image.tag`. */
  readonly path: string;
  readonly form?: string;
  readonly mend?: string;
}

/** The rules of all values, groups included. */
export function valueRules({ properties = {} }: ValueSchema, path = ""): ValueRule[] {
  return Object.entries(properties).flatMap(([name, member]) => {
    const form = member.pattern ?? member.items?.pattern;
    const rule = { path: path + name, ...(form === undefined ? {} : { form, mend: member.mend ?? "" }) };
    return [rule, ...valueRules(member, `${path}${name}.`)];
  });
}
