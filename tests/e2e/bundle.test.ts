import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OPERATOR_BUNDLE } from "../../tools/operator/process.ts";
import { scratch } from "../harness/scratch.ts";

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

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

/** Packages of which a start of the bundle, as far as it gets without a kubeconfig, ran a module that is loaded late. */
const loadedLate = (env: Readonly<Record<string, string>>): ReadonlySet<string> => {
  const folder = scratch();
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("OTEL_"));
  const { status } = spawnSync(process.execPath, [OPERATOR_BUNDLE, "--kubeconfig=/nowhere/kubeconfig", "--bind-address=127.0.0.1:0"], {
    env: { ...Object.fromEntries(inherited), NODE_V8_COVERAGE: folder, ...env },
  });
  expect(status).toBe(1);
  const files = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Coverage);
  const ran = files
    .flatMap(({ result }) => result.filter(({ url }) => url.endsWith("/operator.js")))
    .flatMap(({ functions }) => functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0));
  // The bundler calls the function that runs a module by the module's path.
  return new Set(ran.flatMap(({ functionName }) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(functionName)?.[1] ?? []));
};

test("the SDK of OpenTelemetry is in the bundle, and no module of it runs unless traces are asked for", () => {
  const SDK = /^@opentelemetry\/(?!api$)|^@grpc\//;
  const sdkOf = (packages: ReadonlySet<string>) => [...packages].filter((name) => SDK.test(name));
  const off = loadedLate({});
  expect([...off]).toContain("undici");
  expect(sdkOf(off)).toEqual([]);
  const asked = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" };
  expect(sdkOf(loadedLate({ ...asked, OTEL_SDK_DISABLED: "true" }))).toEqual([]);
  expect(sdkOf(loadedLate(asked))).toEqual(expect.arrayContaining(["@opentelemetry/sdk-node", "@opentelemetry/sdk-trace"]));
});

test("the bundle is ASCII throughout: V8 would keep it in twice the memory for one character of another alphabet", () => {
  const text = readFileSync(OPERATOR_BUNDLE, "utf8");
  // The bundler escapes them everywhere but in regular expressions.
  expect([...text.matchAll(/.{0,40}[^\p{ASCII}]/gu)].map(([found]) => found)).toEqual([]);
});

test("the bundle asks Node for nothing but Node's own modules: none of its parts makes a `require` of its own", () => {
  const text = readFileSync(OPERATOR_BUNDLE, "utf8");
  expect(text.match(/createRequire\w*\(import\.meta/g)).toEqual(["createRequire(import.meta"]);
});
