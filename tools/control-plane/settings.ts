/** Where the test control plane is looked for and kept: the only file here that reads the environment. */
import { readFileSync } from "node:fs";
import { arch, homedir, platform, tmpdir } from "node:os";
import { join } from "node:path";

/** Base addresses of the projects' own releases; no trailing slash. */
export interface ReleaseAddresses {
  /** kube-* binaries and kubectl. */
  readonly kubernetes: string;
  /** etcd's release downloads. */
  readonly etcd: string;
  readonly helm: string;
  /** kwok's release downloads. */
  readonly kwok: string;
  /** GitHub's REST API: kwok publishes its checksums only there, as the digest of each asset. */
  readonly github: string;
}

/** Versions pinned by go.mod, each with its leading `v`. */
export interface Versions {
  readonly kubernetes: string;
  readonly etcd: string;
  readonly helm: string;
  readonly kwok: string;
}

/** How a Go module of ours is built, and where its programs are kept. */
export interface GoSettings {
  /** Our cache, outside the checkout. */
  readonly cache: string;
  /** The Go command. */
  readonly go: string;
  /** How often a build tells how far it is, in milliseconds. */
  readonly progressMs: number;
  /** Folder of the Go module. */
  readonly module: string;
  /** Go's own names, e.g. `linux`, `amd64`. */
  readonly os: string;
  readonly arch: string;
  /** What else can be done where there is no Go: the end of a sentence, or nothing. */
  readonly instead: string;
}

/** All that decides which binaries are used. */
export interface Settings extends GoSettings {
  /** `KUBEBUILDER_ASSETS`: a folder that already holds (some of) the binaries. */
  readonly assets: string | undefined;
  /** Folder in which running control planes keep their data. */
  readonly temporary: string;
  readonly releases: ReleaseAddresses;
  /** How long a release server may take for its first byte, in milliseconds. */
  readonly firstByteMs: number;
}

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

const GO_ARCH: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };

/** This machine's architecture by the name that Go, and so every release, gives it. */
export function goArch(): string {
  return GO_ARCH[arch()] ?? arch();
}

/** Reads the settings from the environment; every one has a default. */
export function readSettings(env: Environment = process.env): Settings {
  return {
    assets: env["KUBEBUILDER_ASSETS"] === "" ? undefined : env["KUBEBUILDER_ASSETS"],
    ...goSettings(env, import.meta.dirname, "control-plane"),
    instead: ", or set KUBEBUILDER_ASSETS to a folder with the binaries",
    temporary: tmpdir(),
    releases: {
      kubernetes: address(env["ISMS_SCOPE_RELEASES_KUBERNETES"], "https://dl.k8s.io"),
      etcd: address(env["ISMS_SCOPE_RELEASES_ETCD"], "https://github.com/etcd-io/etcd/releases/download"),
      helm: address(env["ISMS_SCOPE_RELEASES_HELM"], "https://get.helm.sh"),
      kwok: address(env["ISMS_SCOPE_RELEASES_KWOK"], "https://github.com/kubernetes-sigs/kwok/releases/download"),
      github: address(env["ISMS_SCOPE_RELEASES_GITHUB_API"], "https://api.github.com"),
    },
    firstByteMs: 3000,
  };
}

/** How the Go module in a folder is built; its programs are kept in a folder `name` of the cache. */
export function goSettings(env: Environment, module: string, name: string): GoSettings {
  return { cache: join(cacheRoot(env), name), go: "go", progressMs: 10_000, module, os: platform(), arch: goArch(), instead: "" };
}

/** The folder outside the checkout in which all of the project's tools keep what they fetched or built. */
export function cacheRoot(env: Environment): string {
  return env["ISMS_SCOPE_CACHE"] ?? join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "isms-scope-operator");
}

/** A base address without its trailing slash; unset and empty mean the default. */
export function address(given: string | undefined, otherwise: string): string {
  return (given === undefined || given === "" ? otherwise : given).replace(/\/+$/, "");
}

/** The versions that go.mod pins: the one place where they are written. */
export function readVersions(module: string): Versions {
  const text = readFileSync(join(module, "go.mod"), "utf8");
  return {
    kubernetes: required(text, "k8s.io/kubernetes"),
    etcd: required(text, "go.etcd.io/etcd/server/v3"),
    helm: required(text, "helm.sh/helm/v4"),
    kwok: required(text, "sigs.k8s.io/kwok"),
  };
}

function required(goMod: string, path: string): string {
  const line = goMod.split("\n").find((each) =>
    each
      .replace(/^require /, "")
      .trim()
      .startsWith(`${path} v`),
  );
  const version = line
    ?.replace(/^require /, "")
    .trim()
    .split(" ")[1];
  if (version === undefined) throw new Error(`go.mod does not require ${path}`);
  return version;
}
