/**
 * The atomic statements of the two scope documents behind examples/, and where in the scope each one stands.
 * A path is walked through the spec: `field`, or `field[key]` for the entry of a list whose name, role or own text is `key`.
 */

/** What a path must lead to: exactly this value, nothing at all, or an entry that exists and has no field beyond its key to compare. */
export const ABSENT = Symbol("absent");
export const PRESENT = Symbol("present");
export type Expected = string | number | readonly string[] | typeof ABSENT | typeof PRESENT;

export interface Statement {
  readonly id: string;
  /** Folder of examples/ that holds the document's scope. */
  readonly example: "ecometricx" | "ai-telephony-crm";
  /** The statement in a few words. */
  readonly quote: string;
  readonly at: Readonly<Record<string, Expected>>;
}

const KEYS = ["name", "role"] as const;

const entryOf = (list: unknown, key: string): unknown =>
  Array.isArray(list)
    ? list.find((entry) => entry === key || KEYS.some((field) => (entry as Record<string, unknown>)[field] === key))
    : undefined;

const STEP = /^\.?([A-Za-z]+)(?:\[([^\]]*)\])?/;

/** Walks `path` through `spec`; undefined when it leads nowhere. Throws for a path that cannot be read. */
export const valueAt = (spec: unknown, path: string): unknown => {
  let value = spec;
  let rest = path;
  while (rest !== "") {
    const step = STEP.exec(rest);
    if (step === null) throw new Error(`${path}: cannot be read from "${rest}" on`);
    rest = rest.slice(step[0].length);
    value = (value as Record<string, unknown> | undefined)?.[step[1] ?? ""];
    if (step[2] !== undefined) value = entryOf(value, step[2]);
  }
  return value;
};
