import { chmodSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratch } from "../../tests/harness/scratch.ts";
import { readKubeconfig, writeKubeconfig } from "./kubeconfig.ts";

function fileWith(cluster: string, user: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = scratch();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const path = join(folder, "config");
  const text = `current-context: here
contexts: [{name: other, context: {cluster: none, user: none}}, {name: here, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: ${cluster}}]
users: [{name: u, user: ${user}}]
`;
  writeFileSync(path, text);
  return path;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("kubeconfig files", () => {
  test("what is written is read back, and only its owner may read it", () => {
    const path = writeKubeconfig(join(scratch(), "config"), { url: "https://127.0.0.1:1", ca: "PEM", token: "t" });
    expect(readKubeconfig(path)).toEqual({ url: "https://127.0.0.1:1", ca: "PEM", token: "t" });
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  test("certificates are taken inline or from files beside the kubeconfig", () => {
    const inline = fileWith(
      `{server: "https://a/", certificate-authority-data: ${base64("ca")}}`,
      `{client-certificate-data: ${base64("cert")}, client-key-data: ${base64("key")}}`,
    );
    const files = fileWith(`{server: "https://a", certificate-authority: ca.pem}`, "{client-certificate: cert.pem, client-key: key.pem}", {
      "ca.pem": "ca",
      "cert.pem": "cert",
      "key.pem": "key",
    });
    expect(readKubeconfig(inline)).toEqual({ url: "https://a", ca: "ca", certificate: "cert", key: "key" });
    expect(readKubeconfig(files)).toEqual(readKubeconfig(inline));
  });

  test("a token is taken from a file", () => {
    expect(readKubeconfig(fileWith("{server: s}", "{tokenFile: token}", { token: "abc\n" })).token).toBe("abc");
  });

  test("a token is asked of an exec plugin, with the variables it needs", () => {
    const plugin = join(scratch(), "plugin");
    writeFileSync(plugin, `#!/bin/sh\necho "{\\"status\\": {\\"token\\": \\"$1-$REGION\\"}}"\n`);
    chmodSync(plugin, 0o755);
    const exec = `{apiVersion: client.authentication.k8s.io/v1, command: ${plugin}, args: [a], env: [{name: REGION, value: r}]}`;
    expect(readKubeconfig(fileWith("{server: s}", `{exec: ${exec}}`)).token).toBe("a-r");
  });

  test("an unverified server is only accepted when the file says so", () => {
    expect(readKubeconfig(fileWith("{server: s, insecure-skip-tls-verify: true}", "{}")).insecure).toBe(true);
    expect(readKubeconfig(fileWith("{server: s}", "{}")).insecure).toBeUndefined();
  });

  test("a context that names what is not there is refused by its name", () => {
    const path = join(scratch(), "config");
    writeFileSync(path, "current-context: gone\n");
    expect(() => readKubeconfig(path)).toThrow("no context named gone");
  });
});
