import type { AlertRule, Duration } from "../../src/monitoring/rule.ts";

/** A rule with one thing about it changed. */
export interface Mutant {
  readonly says: string;
  readonly rule: AlertRule;
}

/** Every place of the expression that the pattern finds, changed in one way each. */
const places = (
  rule: AlertRule,
  what: string,
  pattern: RegExp,
  change: (found: string, ...groups: string[]) => string,
): readonly Mutant[] =>
  [...rule.expr.matchAll(pattern)].map((match) => {
    const [found, ...groups] = match;
    const changed = change(found, ...groups);
    return {
      says: `${what}: ${found.trim()} → ${changed.trim()} at ${match.index}`,
      rule: { ...rule, expr: rule.expr.slice(0, match.index) + changed + rule.expr.slice(match.index + found.length) },
    };
  });

const OPPOSITE: Readonly<Record<string, string>> = { ">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!=", "!=": "==" };
const TWIN: Readonly<Record<string, string>> = { max: "sum", sum: "max", unless: "and", and: "unless" };

const doubled = (duration: string): Duration => `${Number.parseInt(duration, 10) * 2}${duration.at(-1)}` as Duration;
const halved = (duration: string): Duration => `${Number.parseInt(duration, 10) * 30}${duration.endsWith("m") ? "s" : "m"}` as Duration;

/**
 * The rule, wrong in one way each: a comparison turned round, a threshold moved, a matcher forgotten, a label of the result forgotten, a set operation
 * or an aggregation changed, a time too long or too short, another severity. Each must be noticed by some case, or that part of the rule is untested.
 */
export function mutantsOf(rule: AlertRule): readonly Mutant[] {
  return [
    ...places(rule, "comparison", / (>=|<=|==|!=|>|<) /g, (_, operator = "") => ` ${OPPOSITE[operator]} `),
    ...places(rule, "threshold", /(?<=[<>=] )(\d+(?:\.\d+)?)\b/g, (number) => String(Number(number) * 2 + 1)),
    ...places(rule, "matcher", /(?<=[{ ])\w+(?:=~|!~|!=|=)"[^"]*"(?:, |(?=\}))/g, () => ""),
    ...places(rule, "label", /(?<=^(?:max|sum|count) by \([^)]*), \w+/g, () => ""),
    ...places(rule, "set operation", /\b(unless|and)\b(?= on)/g, (word) => TWIN[word] ?? word),
    // A sum over what is there at all says the same as the highest of it, unless its value is told.
    ...(rule.description.includes("$value }}") ? places(rule, "aggregation", /\b(max|sum)\b(?= by)/g, (word) => TWIN[word] ?? word) : []),
    ...places(rule, "clock", /time\(\)/g, () => "(time() - 7200)"),
    { says: "for, too long", rule: { ...rule, for: doubled(rule.for) } },
    { says: "for, too short", rule: { ...rule, for: halved(rule.for) } },
    { says: "severity", rule: { ...rule, severity: rule.severity === "info" ? "warning" : "info" } },
    ...keeping(rule),
  ];
}

const keeping = ({ keepFiringFor, ...rule }: AlertRule): readonly Mutant[] =>
  keepFiringFor === undefined
    ? []
    : [
        { says: "does not keep firing", rule },
        { says: "keeps firing for too long", rule: { ...rule, keepFiringFor: doubled(keepFiringFor) } },
      ];
