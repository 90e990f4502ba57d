import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { OPERATOR_BUNDLE } from "../../tools/operator/process.ts";

/** As if the Node that runs the bundle were another one. */
const pretendVersion = (version: string) =>
  `--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'${version}'}})`;

const start = (version: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [pretendVersion(version), OPERATOR_BUNDLE, "--version"], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

test("the bundle says which Node it needs instead of failing somewhere inside", () => {
  const stderr = "isms-scope-operator: needs Node.js 24 or newer, and this is 20.20.2\n";
  expect(start("20.20.2")).toEqual({ status: 1, stdout: "", stderr });
  expect(start("24.0.0")).toEqual({ status: 0, stdout: expect.stringMatching(/^isms-scope-operator \d+\.\d+\.\d+/) as string, stderr: "" });
});
