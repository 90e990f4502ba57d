import type { z } from "zod";
import { exceptionSpecSchema, exceptionStatusSchema, type ExceptionStatus } from "../api/exception.ts";
import { scopeSpecSchema } from "../api/scope.ts";
import { scopeStatusSchema, type ScopeStatus } from "../api/status.ts";
import type { ExceptionFact, ScopeFact } from "./compiled.ts";

/** From objects as the API server (or a file) gives them to facts. Nothing here throws: what cannot be used says why. */

/** An exception, or why it cannot be honoured. */
export type ExceptionReading =
  | { readonly ok: true; readonly fact: ExceptionFact }
  | { readonly ok: false; readonly uid: string; readonly name: string; readonly problem: string };

type Issue = z.core.$ZodIssue;

/** How many problems a sentence names; one mended field often mends others. */
const MAX_NAMED = 3;

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => (typeof value === "object" && value !== null ? { ...value } : {});

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The parts of an API object that are read; what is missing or of another type is empty. */
const open = (raw: unknown) => {
  const { metadata, spec, status } = membersOf(raw);
  const { uid, name, generation, resourceVersion, deletionTimestamp } = membersOf(metadata);
  return {
    uid: textOf(uid),
    name: textOf(name),
    generation: typeof generation === "number" ? generation : 0,
    resourceVersion: textOf(resourceVersion),
    deleting: deletionTimestamp !== undefined,
    spec,
    status,
  };
};

/** `spec.environments[0].name`, as in `kubectl explain` and in messages of the API server. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((field, step) => (typeof step === "number" ? `${field}[${step}]` : `${field}.${String(step)}`), "spec");

const sentenceOf = (issue: Issue): string => {
  const field = fieldOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    const [key = "", ...more] = issue.keys;
    const others = more.length > 0 ? ` and ${more.length} more` : "";
    return `${fieldOf([...issue.path, key])}${others}: no such field, remove it or correct its name`;
  }
  if (issue.code === "invalid_type" && issue.input === undefined) return `${field}: is missing, add it as ${issue.expected}`;
  return `${field}: ${issue.message}`;
};

const problemOf = ({ issues }: z.ZodError): string => {
  const named = issues.slice(0, MAX_NAMED).map(sentenceOf).join("; ");
  return issues.length > MAX_NAMED ? `${named}; and ${issues.length - MAX_NAMED} more` : named;
};

/** `reportInput` tells a missing member from one of the wrong type; problems never quote the input. */
const parse = <T extends z.ZodType>(schema: T, value: unknown) => schema.safeParse(value, { reportInput: true });

/** A status that cannot be read is as if there were none: it is ours to write again. */
const statusOf = (status: unknown): ScopeStatus => {
  const parsed = scopeStatusSchema.safeParse(status ?? {});
  return parsed.success ? parsed.data : {};
};

const exceptionStatusOf = (status: unknown): ExceptionStatus => {
  const parsed = exceptionStatusSchema.safeParse(status ?? {});
  return parsed.success ? parsed.data : {};
};

/** An IsmsScope; its spec with defaults filled in, or the fields to mend. */
export const readScope = (raw: unknown): ScopeFact => {
  const { spec, status, ...identity } = open(raw);
  const parsed = parse(scopeSpecSchema, spec);
  return {
    ...identity,
    spec: parsed.success ? { ok: true, value: parsed.data } : { ok: false, problem: problemOf(parsed.error) },
    status: statusOf(status),
  };
};

/** A ScopeException, or why it exempts nothing. */
export const readException = (raw: unknown): ExceptionReading => {
  const { uid, name, generation, deleting, spec, status } = open(raw);
  const parsed = parse(exceptionSpecSchema, spec);
  if (!parsed.success) return { ok: false, uid, name, problem: problemOf(parsed.error) };
  return { ok: true, fact: { uid, name, generation, deleting, spec: parsed.data, status: exceptionStatusOf(status) } };
};
