import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "./connect.ts";
import { handling } from "./errors.ts";
import { loadKubeconfig } from "./kubeconfig.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string, name = "config"): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const whole = (more: { server?: string; cluster?: string; user?: string; name?: string; context?: string } = {}): string => `
current-context: ${more.context ?? "x"}
contexts: [{name: ${more.name ?? "x"}, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "${more.server ?? "https://k8s:6443"}"${more.cluster ?? ""}}}]
users: [{name: u, user: {${more.user ?? "token: t"}}}]
`;
const problem = async (kubeconfig: string, context?: string): Promise<string> => {
  try {
    await (await connect({ kubeconfig, context, userAgent: "t" })).close();
  } catch (error) {
    return `${handling(error).kind}: ${handling(error).message}`;
  }
  return "none";
};

describe("what is wrong with a kubeconfig is said in a sentence", () => {
  it("when the file is not there", async () => {
    const path = join(folder, "nowhere");
    expect(await problem(path)).toBe(`Stalled: cannot read kubeconfig ${path}: no such file`);
  });

  it("when it is a folder", async () => {
    const path = join(folder, "folder");
    mkdirSync(path);
    expect(await problem(path)).toBe(`Stalled: cannot read kubeconfig ${path}: it is a directory`);
  });

  it("when it is not YAML: with the line", async () => {
    const path = write("clusters:\n  - {name: c\n  x: [");
    expect(await problem(path)).toMatch(/^Stalled: kubeconfig .* is not valid YAML: .+ \(line 3\)$/);
  });

  it("when it is empty", async () => {
    const path = write("");
    expect(await problem(path)).toBe(`Stalled: kubeconfig ${path} is not valid YAML: expected a document, but the input is empty`);
  });

  it.each(["just text", "a: 1", "[]"])("when it is no kubeconfig: %j", async (text) => {
    const path = write(text);
    expect(await problem(path)).toBe(`Stalled: kubeconfig ${path} holds no clusters`);
  });

  it("when an entry is incomplete", async () => {
    const path = write("clusters: [{name: c}]");
    expect(await problem(path)).toBe(`Stalled: kubeconfig ${path} is not complete: clusters[0].cluster is missing`);
  });

  it("when no context is current, or the wanted one is not there", async () => {
    const path = write(whole({ context: '""' }));
    expect(await problem(path)).toBe(`Stalled: kubeconfig ${path} names no current context; choose one of: x`);
    expect(await problem(path, "y")).toBe(`Stalled: kubeconfig ${path} has no context "y"; it has: x`);
    expect(await problem(path, "x")).toBe("none");
  });

  it("when a context names a cluster or a user that is not there", async () => {
    const context = "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n";
    const noCluster = write(`${context}clusters: []\nusers: [{name: u}]`);
    expect(await problem(noCluster)).toBe(`Stalled: context "x" of kubeconfig ${noCluster} names the cluster "c", which is not in it`);
    const noUser = write(`${context}clusters: [{name: c, cluster: {server: "https://k"}}]\nusers: []`);
    expect(await problem(noUser)).toBe(`Stalled: context "x" of kubeconfig ${noUser} names the user "u", who is not in it`);
  });

  it("when the authority, a client certificate or a token cannot be read", async () => {
    const ca = write(whole({ cluster: ", certificate-authority: ca.crt" }));
    const missing = join(folder, "ca.crt");
    expect(await problem(ca)).toBe(`Stalled: cannot read the certificate authority ${missing} of kubeconfig ${ca}: no such file`);
    const cert = write(whole({ user: "client-certificate: c.crt, client-key: c.key" }));
    expect(await problem(cert)).toBe(
      `Stalled: cannot read the client certificate or key ${join(folder, "c.crt")} of kubeconfig ${cert}: no such file`,
    );
    const token = write(whole({ user: "tokenFile: t" }));
    expect(await problem(token)).toBe(`Stalled: cannot read the token ${join(folder, "t")}: no such file`);
    write("", "t");
    expect(await problem(token)).toBe(`Stalled: the token ${join(folder, "t")} is empty`);
  });

  it("when a credential plugin is not installed, or fails", async () => {
    const absent = write(whole({ user: "exec: {command: no-such-plugin-here}" }));
    expect(await problem(absent)).toBe(
      `Stalled: cannot run the credential plugin "no-such-plugin-here" of kubeconfig ${absent}: it is not installed`,
    );
    const plugin = write("#!/bin/sh\necho 'session expired' >&2\nexit 1\n", "plugin");
    chmodSync(plugin, 0o755);
    const failing = write(whole({ user: `exec: {command: ${plugin}}` }));
    expect(await problem(failing)).toBe(`Transient: no credentials from kubeconfig ${failing}: session expired`);
  });

  it("when it wants a SOCKS proxy", async () => {
    const path = write(whole({ cluster: ", proxy-url: socks5://localhost:1080" }));
    expect(await problem(path)).toBe(`Stalled: kubeconfig ${path} asks for a SOCKS proxy, which is not supported; use an HTTP proxy`);
  });
});

describe("several kubeconfigs", () => {
  it("that are not there are passed over, unless none is", async () => {
    const nowhere = join(folder, "nowhere");
    expect(await problem([nowhere, write(whole())].join(delimiter))).toBe("none");
    expect(await problem([nowhere, `${nowhere}-else`].join(delimiter))).toBe(`Stalled: cannot read kubeconfig ${nowhere}: no such file`);
  });

  it("are one, and what comes first counts", () => {
    const one = write(whole({ server: "https://one" }), "one");
    const two = write(whole({ server: "https://two", name: "other", context: "other" }), "two");
    const source = { kubeconfig: [one, two].join(delimiter) };
    expect(loadKubeconfig(source).config.getCurrentContext()).toBe("x");
    expect(loadKubeconfig({ ...source, context: "other" }).config.getCurrentCluster()?.server).toBe("https://one");
  });
});
