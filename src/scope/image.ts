/** An image reference without its tag and digest. `registry` is undefined where the reference names none, or Docker Hub. */
export interface ImageName {
  readonly registry: string | undefined;
  /** Repository path inside the registry, `fluent/fluent-bit`; official images of Docker Hub without `library/`. */
  readonly path: string;
  /** All of it as a runtime completes it, the registry in lower case: `docker.io/library/fluentd`, `registry.example:5000/team/app`. */
  readonly name: string;
}

/** Grammar of image references: github.com/distribution/reference, the parser that container runtimes use. */
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const HOST_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const REGISTRY = new RegExp(`^(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const TAG = /:\w[\w.-]{0,127}$/;
const DIGEST = /@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
/** A bare image id, which no registry could be asked for. */
const IDENTIFIER = /^[a-f0-9]{64}$/;
/** The grammar bounds the path alone; nothing that a registry's host could be called makes a reference as long as this. */
const MAX_LENGTH = 1024;
const MAX_PATH = 255;
const HUB = "docker.io";
const DOCKER_HUB = new Set([HUB, "index.docker.io", "registry-1.docker.io"]);

/** The registry and path of an image reference; undefined when no container runtime could read it. */
export const parseImage = (reference: string): ImageName | undefined => {
  if (reference.length > MAX_LENGTH || IDENTIFIER.test(reference)) return undefined;
  const [registry, path] = splitRegistry(reference.replace(DIGEST, "").replace(TAG, ""));
  if (!PATH.test(path) || (registry !== undefined && !REGISTRY.test(registry))) return undefined;
  const image = registry === undefined || isDockerHub(registry) ? ofDockerHub(path) : ofRegistry(registry, path);
  return image.name.length - image.name.indexOf("/") - 1 > MAX_PATH ? undefined : image;
};

/** Whether the host is one of the names of Docker Hub, in any case. */
export const isDockerHub = (host: string): boolean => DOCKER_HUB.has(host.toLowerCase());

const ofDockerHub = (path: string): ImageName => ({
  registry: undefined,
  path: path.startsWith("library/") ? path.slice("library/".length) : path,
  name: path.includes("/") ? `${HUB}/${path}` : `${HUB}/library/${path}`,
});

const ofRegistry = (registry: string, path: string): ImageName => ({ registry, path, name: `${registry.toLowerCase()}/${path}` });

/** The part before the first slash is a registry when it looks like a host: it has a dot, a port or capitals, or is `localhost`. */
const splitRegistry = (name: string): [string | undefined, string] => {
  const slash = name.indexOf("/");
  if (slash < 0) return [undefined, name];
  const first = name.slice(0, slash);
  return looksLikeHost(first) ? [first, name.slice(slash + 1)] : [undefined, name];
};

/** Whether the first part of a reference or prefix is a host; any other word stands for an owner on Docker Hub. */
export const looksLikeHost = (first: string): boolean => /[.:A-Z]/.test(first) || first === "localhost";
