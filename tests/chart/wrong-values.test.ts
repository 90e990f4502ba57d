import { load } from "js-yaml";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { runCommand } from "../../tools/control-plane/kubectl.ts";
import { CHART } from "../../tools/operator/helm.ts";

/** What is wrong, the values, and parts of what Helm says. */
type Wrong = readonly [what: string, values: object, ...parts: string[]];

const WRONG: readonly Wrong[] = [
  ["an unknown value", { replicaCount: 2 }, "additional properties 'replicaCount' not allowed"],
  ["a misspelt value of a group", { crds: { enable: false } }, "at '/crds': additional properties 'enable' not allowed"],
  [
    "a misspelt value two groups down",
    { dashboards: { grafanaOperator: { enable: true } } },
    "at '/dashboards/grafanaOperator': additional",
  ],
  ["replicas in words", { replicas: "two" }, "at '/replicas': got string, want integer"],
  ["fewer replicas than none", { replicas: -1 }, "at '/replicas': minimum: got -1, want 0"],
  ["half a replica", { replicas: 1.5 }, "at '/replicas': got number, want integer"],
  ["a flag that is a text", { rbac: { labelNamespaces: "no" } }, "at '/rbac/labelNamespaces': got string, want boolean"],
  ["an unknown level", { logLevel: "trace" }, "at '/logLevel': value must be one of 'debug', 'info', 'warn', 'error'"],
  ["an unknown pull policy", { image: { pullPolicy: "Sometimes" } }, "value must be one of 'Always', 'IfNotPresent', 'Never'"],
  ["an unknown protocol", { otlp: { protocol: "udp" } }, "at '/otlp/protocol': value must be one of 'http/protobuf'"],
  ["a digest that is none", { image: { digest: "latest" } }, 'image.digest is "latest": write sha256: and 64 hexadecimal digits.'],
  ["an image without a name", { image: { repository: "" } }, 'image.repository is "": write where the image is, without tag and digest'],
  ["an image with its tag", { image: { repository: "ghcr.io/acme/operator:1.0" } }, "write where the image is, without tag and digest"],
  ["a tag that is none", { image: { tag: "1.0:2" } }, 'image.tag is "1.0:2": write a tag'],
  ["a list that is a text", { tolerations: "all" }, "at '/tolerations': got string, want array"],
  ["pull secrets by name alone", { imagePullSecrets: ["registry"] }, "at '/imagePullSecrets/0': got string, want object"],
  ["a label that is a number", { podLabels: { cost: 1 } }, "at '/podLabels/cost': got number, want string"],
  [
    "a label by which the pods are found",
    { podLabels: { "app.kubernetes.io/name": "scope" } },
    "podLabels sets app.kubernetes.io/name, by which the chart finds its own objects: leave it out.",
  ],
  [
    "a label by which the Service is found",
    { service: { labels: { "app.kubernetes.io/instance": "scope" } } },
    "service.labels sets app.kubernetes.io/instance, by which the chart finds its own objects: leave it out.",
  ],
  ["a flag of the operator that is empty", { extraArgs: [""] }, "at '/extraArgs/0': minLength"],
  ["a port that there is not", { service: { port: 70_000 } }, "at '/service/port': maximum"],
  ["port 0", { networkPolicy: { apiServerPorts: [0] } }, "at '/networkPolicy/apiServerPorts/0': minimum"],
  [
    "an interval without a unit",
    { serviceMonitor: { interval: "30" } },
    'serviceMonitor.interval is "30": write a time with its unit: 30s, 1m, 1m30s.',
  ],
  ["an address without a scheme", { otlp: { endpoint: "collector:4318" } }, 'otlp.endpoint is "collector:4318": write a whole address'],
  ["a runbook address that is none", { prometheusRule: { runbookUrl: "" } }, 'prometheusRule.runbookUrl is "": write a whole address'],
  ["a cluster name with a space", { clusterName: "my cluster" }, 'clusterName is "my cluster": write letters, digits'],
  [
    "a namespace in capitals",
    { systemNamespaces: ["kube-*", "Default"] },
    'systemNamespaces is "Default": write names of namespaces, or globs',
  ],
  ["a name in capitals", { fullnameOverride: "Scope" }, 'fullnameOverride is "Scope": write at most 53 lower-case letters'],
  ["a name that ends with a dash", { fullnameOverride: "scope-" }, "not ending with -."],
  [
    "less time than the operator needs to part",
    { terminationGracePeriodSeconds: 2 },
    "at '/terminationGracePeriodSeconds': minimum: got 2, want 5",
  ],
  [
    "two monitors for the same pods",
    { serviceMonitor: { enabled: true }, podMonitor: { enabled: true } },
    "serviceMonitor.enabled and podMonitor.enabled are both true, and every metric would be scraped twice: enable one of them.",
  ],
  ["rights for an account that nobody named", { serviceAccount: { create: false } }, "write the name of an existing ServiceAccount."],
  [
    "an alert that there is not",
    { prometheusRule: { enabled: true, disabledAlerts: ["IsmsScopeDrifted"] } },
    'prometheusRule.disabledAlerts names "IsmsScopeDrifted", and there is no such alert: write some of',
    "IsmsScopeDrift,",
  ],
];

const refusal = async (values: object): Promise<string> => {
  const { code, stdout, stderr } = await runCommand(
    inject("cluster"),
    "helm",
    ["template", "isms-scope-operator", CHART, "--values", "-"],
    JSON.stringify(values),
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  return stderr;
};

describe("what is wrong in the values is refused with a sentence:", () => {
  test.each(WRONG.map(([what, values, ...parts]) => ({ what, values, parts })))("$what", async ({ values, parts }) => {
    const said = await refusal(values);
    for (const part of parts) expect(said).toContain(part);
    expect(said).not.toMatch(/nil pointer|interface \{\}|goroutine/);
  });
});

describe("a value that is null", () => {
  const { values } = load(readFileSync(join(CHART, "files", "install.yaml"), "utf8")) as { readonly values: { readonly path: string }[] };
  const nulled = (path: string): object => {
    const [name = "", ...rest] = path.split(".");
    return { [name]: rest.length === 0 ? null : nulled(rest.join(".")) };
  };

  test("is refused by its name, whichever it is", { timeout: 120_000 }, async () => {
    expect(values.length).toBeGreaterThan(80);
    for (const { path } of values) {
      expect(await refusal(nulled(path))).toContain(`${path} is null: leave it out to have its default, or write a value.`);
    }
  });
});
