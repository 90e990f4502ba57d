import type { CelRule } from "./fields.ts";

/** What one entry of a scope says of another must be declared. The answer to a wrong one names the first such entry and its word. */

const LEVELS = "self.rules.classification.levels";

/** A list of entries, the field in which each refers to another list, and where the referred names are declared. */
interface Reference {
  /** Path below `spec` of the list whose entries refer. */
  readonly list: string;
  /** What one entry of it is called in the message, and the field that names it. */
  readonly entry: string;
  readonly key: string;
  readonly field: string;
  /** CEL, `r` being one name: whether it is declared. */
  readonly declared: string;
  readonly where: string;
}

/**
 * CEL for the first element of `list` of which `holds` is true, `variable` being the element. Not `filter(…)[0]`, which reads better:
 * the API server's cost estimate knows the size of an element of a declared list, of a computed one it assumes the worst.
 */
const firstOf = (list: string, variable: string, holds: string): string => `${list}[${list}.map(${variable}, ${holds}).indexOf(true)]`;

/** A rule for a field that lists names, for example `components[].environments`. */
const namesDeclared = ({ list, entry, key, field, declared, where }: Reference): CelRule => {
  const wrong = `has(e.${field}) && e.${field}.exists(r, !(${declared}))`;
  const first = firstOf(`self.${list}`, "e", wrong);
  const word = firstOf(`${first}.${field}`, "r", `!(${declared})`);
  return {
    rule: `!has(self.${list}) || !self.${list}.exists(e, ${wrong})`,
    message: `${field} names what is not in ${where}: declare it there, or correct the name`,
    messageExpression: `'${entry} ' + ${first}.${key} + ': ' + ${word} + ' is not in ${where}: declare it there, or correct the name'`,
    fieldPath: `.${list}`,
  };
};

/** A rule for a field that holds one classification level. */
const levelDeclared = (list: string, entry: string, field: string): CelRule => {
  const wrong = `has(e.${field}) && !(e.${field} in ${LEVELS})`;
  const first = firstOf(`self.${list}`, "e", wrong);
  return {
    rule: `!has(self.${list}) || !self.${list}.exists(e, ${wrong})`,
    message: `${field} is not one of rules.classification.levels: use one of them, written as there`,
    messageExpression: `'${entry} ' + ${first}.name + ': ${field} ' + ${first}.${field} + ' is not one of rules.classification.levels, which are ' + ${LEVELS}.join(', ')`,
    fieldPath: `.${list}`,
  };
};

const declaredIn = (list: string) => `has(self.${list}) && self.${list}.exists(x, x.name == r)`;

export const referenceRules: readonly CelRule[] = [
  levelDeclared("informationAssets", "information asset", "classification"),
  levelDeclared("environments", "environment", "ceiling"),
  namesDeclared({
    list: "environments",
    entry: "environment",
    key: "name",
    field: "locations",
    declared: declaredIn("locations"),
    where: "spec.locations",
  }),
  namesDeclared({
    list: "components",
    entry: "component",
    key: "name",
    field: "environments",
    declared: declaredIn("environments"),
    where: "spec.environments",
  }),
  namesDeclared({
    list: "rules.checks",
    entry: "setting of",
    key: "id",
    field: "environments",
    declared: declaredIn("environments"),
    where: "spec.environments",
  }),
];
