import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { scratch } from "../../tests/harness/scratch.ts";
import { itemPath } from "./cache.ts";
import { ITEMS, TOOLS } from "./items.ts";
import { fetchReleased } from "./released.ts";
import { readSettings, readVersions, type Settings } from "./settings.ts";

const real = readSettings({});
const versions = readVersions(real.module);

/** What the release servers serve, by path. All four are one server here. */
type Site = Map<string, Buffer | string>;

function wholeSite(): Site {
  const site: Site = new Map();
  for (const tool of ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"] as const) {
    const path = `/release/${versions.kubernetes}/bin/linux/amd64/${tool}`;
    site.set(path, `I am ${tool}`);
    site.set(`${path}.sha256`, sha256(`I am ${tool}`));
  }
  const etcd = `etcd-${versions.etcd}-linux-amd64`;
  const etcdArchive = archive(`${etcd}/etcd`, "I am etcd");
  site.set(`/${versions.etcd}/${etcd}.tar.gz`, etcdArchive);
  site.set(`/${versions.etcd}/SHA256SUMS`, `${"0".repeat(64)}  other.tar.gz\n${sha256(etcdArchive)}  ${etcd}.tar.gz\n`);
  const helm = `helm-${versions.helm}-linux-amd64.tar.gz`;
  const helmArchive = archive("linux-amd64/helm", "I am helm");
  site.set(`/${helm}`, helmArchive);
  site.set(`/${helm}.sha256sum`, `${sha256(helmArchive)}  ${helm}\n`);
  site.set(`/${versions.kwok}/kwok-linux-amd64`, "I am kwok");
  site.set(`/${versions.kwok}/stage-fast.yaml`, "I am stages.yaml");
  site.set(`/repos/kubernetes-sigs/kwok/releases/tags/${versions.kwok}`, kwokRelease());
  return site;
}

function kwokRelease(): string {
  const assets = [
    { name: "kwok-linux-amd64", digest: `sha256:${sha256("I am kwok")}` },
    { name: "stage-fast.yaml", digest: `sha256:${sha256("I am stages.yaml")}` },
  ];
  return JSON.stringify({ assets });
}

function sha256(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("hex");
}

function archive(member: string, content: string): Buffer {
  const folder = scratch();
  mkdirSync(join(folder, member, ".."), { recursive: true });
  writeFileSync(join(folder, member), content);
  return execFileSync("tar", ["-czf", "-", "-C", folder, member]);
}

async function serve(listener: RequestListener): Promise<Settings> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const releases = { kubernetes: url, etcd: url, helm: url, kwok: url, github: url };
  return { ...real, os: "linux", arch: "amd64", releases, firstByteMs: 5000 };
}

function serveSite(site: Site): Promise<Settings> {
  return serve((request, response) => {
    const content = site.get(request.url ?? "");
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
}

const KUBECTL = `/release/${versions.kubernetes}/bin/linux/amd64/kubectl`;

describe("the projects' own releases", () => {
  test("every item is fetched, verified and put in its place, binaries executable", async () => {
    const settings = await serveSite(wholeSite());
    const folder = scratch();
    const { found } = await fetchReleased(settings, folder, ITEMS, () => {});
    expect([...found.keys()].toSorted()).toEqual([...ITEMS].toSorted());
    for (const item of ITEMS) expect(readFileSync(found.get(item) ?? "", "utf8")).toBe(`I am ${item}`);
    for (const tool of TOOLS) expect(statSync(found.get(tool) ?? "").mode & 0o111).toBe(0o111);
    expect(readdirSync(folder).toSorted()).toEqual(["bin", "stages.yaml"]);
  });

  test("only what is missing is asked for", async () => {
    const site = wholeSite();
    const asked: string[] = [];
    const settings = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.end(site.get(request.url ?? ""));
    });
    await fetchReleased(settings, scratch(), ["kubectl"], () => {});
    expect(asked).toEqual([`${KUBECTL}.sha256`, KUBECTL]);
  });

  test("a file that is not the published one is refused and leaves nothing", async () => {
    const site = wholeSite().set(KUBECTL, "I am somebody else");
    const folder = scratch();
    const { found, note } = await fetchReleased(await serveSite(site), folder, ["kubectl"], () => {});
    expect(found.size).toBe(0);
    expect(note).toMatch(/refused .*kubectl: its SHA-256 is/);
    expect(existsSync(itemPath(folder, "kubectl"))).toBe(false);
    expect(readdirSync(join(folder, "bin"))).toEqual([]);
  });

  test("an archive that is not the published one is refused before it is opened", async () => {
    const site = wholeSite();
    const path = [...site.keys()].find((each) => each.endsWith(".tar.gz") && each.includes("etcd")) ?? "";
    site.set(path, archive(`etcd-${versions.etcd}-linux-amd64/etcd`, "I am somebody else"));
    const folder = scratch();
    const { note } = await fetchReleased(await serveSite(site), folder, ["etcd"], () => {});
    expect(note).toContain("refused");
    expect(existsSync(itemPath(folder, "etcd"))).toBe(false);
  });

  test("a file without a published checksum is not fetched", async () => {
    const site = wholeSite();
    site.set(
      `/repos/kubernetes-sigs/kwok/releases/tags/${versions.kwok}`,
      JSON.stringify({ assets: [{ name: "kwok-linux-amd64", digest: null }] }),
    );
    const { found, note } = await fetchReleased(await serveSite(site), scratch(), ["kwok"], () => {});
    expect(found.size).toBe(0);
    expect(note).toContain("has no SHA-256 of kwok-linux-amd64");
  });

  test("a transfer that is cut short leaves nothing", async () => {
    const site = wholeSite();
    const settings = await serve((request, response) => {
      if (request.url !== KUBECTL) return response.end(site.get(request.url ?? ""));
      response.writeHead(200, { "content-length": "1000" });
      return response.write("I am kub", () => response.destroy());
    });
    const folder = scratch();
    const { found } = await fetchReleased(settings, folder, ["kubectl"], () => {});
    expect(found.size).toBe(0);
    expect(readdirSync(join(folder, "bin"))).toEqual([]);
  });

  test("a server that takes the connection and says nothing is given up", async () => {
    const settings = { ...(await serve(() => {})), firstByteMs: 50 };
    const { found, note } = await fetchReleased(settings, scratch(), ITEMS, () => {});
    expect(found.size).toBe(0);
    expect(note).toContain("no answer within 50 ms");
  });

  test("a server that is not there is told with its address", async () => {
    const settings = await serve(() => {});
    const releases = { ...settings.releases, kubernetes: "http://127.0.0.1:1" };
    const { found, note } = await fetchReleased({ ...settings, releases }, scratch(), ["kubectl"], () => {});
    expect(found.size).toBe(0);
    expect(note).toContain("http://127.0.0.1:1/release/");
  });

  test("a version that was never released is told", async () => {
    const { note } = await fetchReleased(await serveSite(new Map()), scratch(), ["kubectl"], () => {});
    expect(note).toContain("HTTP 404");
  });

  test("other systems than Linux have no server binaries to fetch", async () => {
    const settings = { ...(await serveSite(wholeSite())), os: "darwin" };
    expect((await fetchReleased(settings, scratch(), ITEMS, () => {})).found.size).toBe(0);
  });
});
