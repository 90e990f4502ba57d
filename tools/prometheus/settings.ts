/** Where Prometheus and Alertmanager are looked for: the only file here that reads the environment. */
import { platform } from "node:os";
import { join } from "node:path";
import { address, cacheRoot, goArch, type Environment } from "../control-plane/settings.ts";

/** The releases that are fetched where the machine has none: the long-term support line of Prometheus. */
export const RELEASES = { prometheus: "3.13.5", alertmanager: "0.34.2" } as const;

/** All that decides which binaries are used. */
export interface Settings {
  /** Folders of the PATH, joined as PATH has them. */
  readonly searchPath: string;
  /** Our cache, outside the checkout. */
  readonly cache: string;
  /** Base address of the projects' repositories, below which their releases lie; no trailing slash. */
  readonly releases: string;
  /** How long the release server may take for its first byte, in milliseconds. */
  readonly firstByteMs: number;
  readonly aptGet: string;
  readonly dpkg: string;
  /** Whether lists of packages may be updated. */
  readonly root: boolean;
  /** Go's own names, e.g. `linux`, `amd64`. */
  readonly os: string;
  readonly arch: string;
}

/** Reads the settings from the environment; every one has a default. */
export function readSettings(env: Environment = process.env): Settings {
  return {
    searchPath: env["PATH"] ?? "",
    cache: join(cacheRoot(env), "prometheus"),
    releases: address(env["ISMS_SCOPE_RELEASES_PROMETHEUS"], "https://github.com/prometheus"),
    firstByteMs: 3000,
    aptGet: "apt-get",
    dpkg: "dpkg",
    root: process.getuid?.() === 0,
    os: platform(),
    arch: goArch(),
  };
}
