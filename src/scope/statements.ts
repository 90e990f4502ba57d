import type { ScopeSpec } from "../api/scope.ts";

/**
 * The statements of a scope document. A statement is an item of a list of the spec (also of `capabilities` and `services`), or a
 * filled-in field of one of its sections (`document.version`, `organization.industry`); `rules` state nothing, they say how the
 * rest is enforced.
 */

export interface Statement {
  /** Where it stands, as a path without indexes: `environments`, `document.reviews`, `technology.services`. */
  readonly path: string;
  /** Name of its entry (the role of an approval), or its text; empty for a list that says one thing together. */
  readonly name: string;
  /** Entry in whose list it stands, for an item of an inner list: the platform of a service. */
  readonly within: string | undefined;
  readonly value: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** Lists inside an entry whose items are statements of their own. */
const INNER_LISTS = ["capabilities", "services"] as const;

/** Lists that say one thing together: that none of this is handled. */
const WHOLE: ReadonlySet<string> = new Set(["prohibitedData"]);

export const membersOf = (value: unknown): Members => (typeof value === "object" && value !== null ? { ...value } : {});

/** Whether a field is filled in. */
export const says = (value: unknown): boolean => {
  if (value === undefined || value === "") return false;
  return typeof value === "object" ? Object.keys(membersOf(value)).length > 0 : true;
};

const nameOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  const { name, role } = membersOf(value);
  const [first] = [name, role].filter((text) => typeof text === "string");
  return first ?? "";
};

const itemsOf = (path: string, items: readonly unknown[], within?: string): readonly Statement[] =>
  items.flatMap((value) => [
    { path, name: nameOf(value), within, value },
    ...INNER_LISTS.flatMap((inner) => {
      const list = membersOf(value)[inner];
      return Array.isArray(list) ? itemsOf(`${path}.${inner}`, list, nameOf(value)) : [];
    }),
  ]);

const statementsAt = (path: string, value: unknown): readonly Statement[] => {
  if (!says(value)) return [];
  return Array.isArray(value) && !WHOLE.has(path) ? itemsOf(path, value) : [{ path, name: nameOf(value), within: undefined, value }];
};

/** All statements of a scope, in the order of the spec. */
export const statementsOf = (spec: ScopeSpec): readonly Statement[] =>
  Object.entries(spec).flatMap(([section, value]) => {
    if (section === "rules") return [];
    if (Array.isArray(value)) return statementsAt(section, value);
    return Object.entries(membersOf(value)).flatMap(([member, inner]) => statementsAt(`${section}.${member}`, inner));
  });

/** Whether a row of `rules.evidence` speaks of this statement: by its text or its name, spaces around them aside. */
export const speaksOf = (row: ScopeSpec["rules"]["evidence"][number], { name }: Statement): boolean =>
  name !== "" && row.statement.trim() === name.trim();
