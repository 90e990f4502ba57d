import { expect, test } from "vitest";
import { liveTable } from "./table.ts";

const scope = (name: string, pass: number, fail: number): string =>
  [
    `isms_scope_info{scope="${name}"} 1`,
    `isms_scope_results{scope="${name}",verdict="pass"} ${pass}`,
    `isms_scope_results{scope="${name}",verdict="fail"} ${fail}`,
  ].join("\n");

const cells = (row: string): string[] => row.trim().split(/\s+/);

test("the live table has a row for each scope whose answer changed, with the score as the status rounds it, and tells which is gone", async () => {
  const served = { text: scope("acme", 30, 7) };
  const rows: string[] = [];
  const table = liveTable({ get: async () => ({ status: 200, text: served.text }) }, (row) => rows.push(row));
  await table.refresh();
  await table.refresh();
  served.text += `\n${scope("a-second-one-with-a-long-name", 0, 0)}`;
  await table.refresh();
  served.text = scope("acme", 30, 7);
  await table.refresh();
  expect(rows.map((row) => cells(row).slice(1))).toEqual([
    ["SCOPE", "SCORE", "IN-SCOPE", "UNDECLARED", "FINDINGS", "UNKNOWN", "EXEMPT"],
    ["acme", "81.0", "0", "0", "7", "0", "0"],
    ["a-second-one-with-a-long-name", "–", "0", "0", "0", "0", "0"],
    ["a-second-one-with-a-long-name", "is", "gone"],
  ]);
});
