/** An image reference without its tag and digest. `registry` is undefined where the reference names none, or Docker Hub. */
export interface ImageName {
  readonly registry: string | undefined;
  /** Repository path inside the registry, `fluent/fluent-bit`; official images of Docker Hub without `library/`. */
  readonly path: string;
}

/** Grammar of image references: github.com/distribution/reference, the parser that container runtimes use. */
const PATH = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const HOST_LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const REGISTRY = new RegExp(`^(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const TAG = /:\w[\w.-]{0,127}$/;
const DIGEST = /@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const MAX_LENGTH = 1024;
const DOCKER_HUB = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);

/** The registry and path of an image reference; undefined when no container runtime could read it. */
export const parseImage = (reference: string): ImageName | undefined => {
  if (reference.length > MAX_LENGTH) return undefined;
  const [registry, path] = splitRegistry(reference.replace(DIGEST, "").replace(TAG, ""));
  if (!PATH.test(path)) return undefined;
  if (registry === undefined) return { registry: undefined, path: withoutLibrary(path) };
  if (!REGISTRY.test(registry)) return undefined;
  return DOCKER_HUB.has(registry) ? { registry: undefined, path: withoutLibrary(path) } : { registry, path };
};

/** The part before the first slash is a registry when it looks like a host: it has a dot, a port or capitals, or is `localhost`. */
const splitRegistry = (name: string): [string | undefined, string] => {
  const slash = name.indexOf("/");
  if (slash < 0) return [undefined, name];
  const first = name.slice(0, slash);
  const isHost = /[.:A-Z]/.test(first) || first === "localhost";
  return isHost ? [first, name.slice(slash + 1)] : [undefined, name];
};

const withoutLibrary = (path: string) => (path.startsWith("library/") ? path.slice("library/".length) : path);
