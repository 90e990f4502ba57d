/** Reads which metrics and labels a PromQL expression names: a tokenizer and the few rules that tell a metric from a function. */

/** What an expression names. */
export interface Names {
  readonly metrics: readonly { readonly name: string; readonly labels: readonly string[] }[];
  /** Labels in `by`, `on` and their like. */
  readonly grouping: readonly string[];
}

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|[a-zA-Z_:][\w:]*|\$\w+|\d[\w.]*|=~|!~|!=|==|>=|<=|[-+*/%^(){}[\],<>=@:]/gy;
const LISTS = new Set(["by", "without", "on", "ignoring", "group_left", "group_right"]);
const OPERATORS = new Set(["and", "or", "unless", "bool", "offset"]);

/** Throws when it meets something that is not PromQL. */
export function namesOf(expr: string): Names {
  const tokens = tokenize(expr);
  const metrics: { name: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? "";
    if (token === "[") at = tokens.indexOf("]", at);
    else if (!/^[a-zA-Z_:]/.test(token) || OPERATORS.has(token)) continue;
    else if (LISTS.has(token)) at = takeList(tokens, at, grouping);
    else if (tokens[at + 1] !== "(" && !LISTS.has(tokens[at + 1] ?? "")) at = takeSelector(tokens, at, metrics);
  }
  return { metrics, grouping };
}

function tokenize(expr: string): string[] {
  const tokens = expr.match(TOKEN) ?? [];
  const rest = expr.slice(tokens.join("").length);
  if (rest !== "") throw new Error(`not PromQL from here: ${rest}`);
  return tokens.filter((token) => token.trim() !== "");
}

function takeList(tokens: readonly string[], at: number, into: string[]): number {
  if (tokens[at + 1] !== "(") return at;
  const end = tokens.indexOf(")", at);
  into.push(...tokens.slice(at + 2, end).filter((token) => token !== ","));
  return end;
}

function takeSelector(tokens: readonly string[], at: number, into: { name: string; labels: string[] }[]): number {
  const name = tokens[at] ?? "";
  if (tokens[at + 1] !== "{") {
    into.push({ name, labels: [] });
    return at;
  }
  const end = tokens.indexOf("}", at);
  const labels = tokens
    .slice(at + 2, end)
    .filter((token, index, inside) => /^[a-zA-Z_]/.test(token) && /^[=!]/.test(inside[index + 1] ?? ""));
  into.push({ name, labels });
  return end;
}
