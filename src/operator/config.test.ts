import { expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { helpText, OPTIONS } from "./options.ts";

const config = (argv: string[] = [], env: Record<string, string> = {}) => {
  const parsed = parseConfig(argv, env);
  if (parsed.kind !== "run") throw new Error(JSON.stringify(parsed));
  return parsed.config;
};
const problems = (argv: string[], env: Record<string, string> = {}) => {
  const parsed = parseConfig(argv, env);
  return parsed.kind === "invalid" ? parsed.problems : [];
};

it("without flags the defaults hold", () => {
  const { election, ...rest } = config();
  expect(rest).toMatchObject({
    bind: { host: "", port: 8080 },
    systemNamespaces: ["kube-*", "isms-scope-system"],
    labelNamespaces: true,
    logLevel: "info",
    kubeconfig: undefined,
  });
  expect(election).toEqual({ namespace: "default", name: "isms-scope-operator", leaseMs: 15_000, renewMs: 10_000, retryMs: 2_000 });
});

it("a flag wins over its variable, and a variable over the default", () => {
  const env = { ISMS_SCOPE_BIND_ADDRESS: "127.0.0.1:9000", ISMS_SCOPE_LOG_LEVEL: "warn", POD_NAMESPACE: "isms" };
  const read = config(["--bind-address=[::1]:9100"], env);
  expect(read.bind).toEqual({ host: "::1", port: 9100 });
  expect(read.logLevel).toBe("warn");
  expect(read.election?.namespace).toBe("isms");
});

it("two processes on one host have different identities", () => {
  expect(config([], { POD_NAME: "pod-1" }).identity).toMatch(/^pod-1_/);
  expect(config().identity).not.toBe(config().identity);
});

it("leader election can be switched off", () => {
  expect(config(["--leader-elect=false"]).election).toBeUndefined();
});

it("each wrong value is one sentence that names where it was given and what to write", () => {
  expect(problems(["--bind-address", "8080", "--log-level", "loud"])).toEqual([
    "--bind-address: write host:port, or :port for all addresses",
    "--log-level: write debug, info, warn or error",
  ]);
  expect(problems([], { ISMS_SCOPE_RETRY_PERIOD: "2" })).toEqual([
    "ISMS_SCOPE_RETRY_PERIOD: write a number and a unit: 500ms, 15s, 5m, 1h",
  ]);
  expect(problems(["--bind-address=:70000"])).toEqual(["--bind-address: a port is at most 65535"]);
  expect(problems(["--system-namespaces=Kube_"])).toEqual([expect.stringContaining("separated by commas")]);
});

it("times that would make leaders fight are refused", () => {
  expect(problems(["--lease-duration=5s", "--renew-deadline=10s"])).toEqual([expect.stringContaining("--lease-duration must be longer")]);
  expect(problems(["--retry-period=0s"])).toEqual([expect.stringContaining("--retry-period must be longer than 0")]);
});

it("an unknown flag or a stray word is refused by name", () => {
  expect(problems(["--labels=true"])).toEqual([expect.stringContaining("'--labels'")]);
  expect(problems(["run"])).toEqual([expect.stringContaining("'run'")]);
});

it("the help names every flag, its variable and its default", () => {
  const help = helpText();
  for (const [name, { env, fallback }] of Object.entries(OPTIONS)) {
    expect(help).toContain(`--${name} `);
    expect(help).toContain(env);
    if (fallback !== "") expect(help).toContain(`default ${fallback}`);
  }
  expect(parseConfig(["-h"], {}).kind).toBe("help");
  expect(parseConfig(["--version"], {}).kind).toBe("version");
});
