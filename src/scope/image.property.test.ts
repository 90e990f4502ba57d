import fc from "fast-check";
import { expect, it } from "vitest";
import { parseImage } from "./image.ts";

/**
 * The grammar of image references once more (github.com/distribution/reference), from left to right and letter by letter.
 * This knows nothing of how the parser goes about it.
 */

const DIGEST = `sha256:${"ab".repeat(32)}`;
const letters = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const low = letters + digits;
const all = low + letters.toUpperCase();
const only = (text: string, alphabet: string) => text !== "" && Array.from(text).every((letter) => alphabet.includes(letter));

const isHost = (host: string): boolean => {
  const colon = host.startsWith("[") ? host.indexOf(":", host.indexOf("]")) : host.indexOf(":");
  if (colon >= 0 && !only(host.slice(colon + 1), digits)) return false;
  const name = colon < 0 ? host : host.slice(0, colon);
  if (name.startsWith("[")) return name.endsWith("]") && only(name.slice(1, -1), `${digits}abcdefABCDEF:`);
  return name.split(".").every((label) => only(label, `${all}-`) && !label.startsWith("-") && !label.endsWith("-"));
};

const isComponent = (component: string): boolean => {
  let rest = component;
  for (;;) {
    const length = Array.from(rest).findIndex((letter) => !low.includes(letter));
    if (length === 0 || rest === "") return false;
    if (length < 0) return true;
    const after = rest.slice(length);
    const end = Array.from(after).findIndex((letter) => low.includes(letter));
    const separator = after.slice(0, end < 0 ? undefined : end);
    if (![".", "_", "__"].includes(separator) && !only(separator, "-")) return false;
    rest = after.slice(separator.length);
  }
};

const isTag = (tag: string): boolean => only(tag, `${all}_.-`) && tag.length <= 128 && !/^[.-]/.test(tag);

const isDigest = (digest: string): boolean => {
  const [algorithm = "", hex = "", ...more] = digest.split(":");
  const parts = algorithm.split(/[-_+.]/);
  return (
    more.length === 0 &&
    parts.every((part) => only(part, all) && !digits.includes(part.charAt(0))) &&
    hex.length >= 32 &&
    only(hex, `${digits}abcdefABCDEF`)
  );
};

/** Host and repository as a runtime would ask for them. */
const byGrammar = (reference: string): string | undefined => {
  if (reference.length === 64 && only(reference, `${digits}abcdef`)) return undefined;
  const slash = reference.indexOf("/");
  const first = reference.slice(0, Math.max(slash, 0));
  const hosted = first === "localhost" || first.includes(".") || first.includes(":") || first.toLowerCase() !== first;
  const host = hosted ? first : "docker.io";
  const rest = hosted ? reference.slice(slash + 1) : reference;
  const [named = "", ...digested] = rest.split("@");
  const [path = "", ...tagged] = named.split(":");
  if (digested.length > 1 || tagged.length > 1 || !digested.every(isDigest) || !tagged.every(isTag)) return undefined;
  if (!isHost(host) || !path.split("/").every(isComponent)) return undefined;
  const hub = ["docker.io", "index.docker.io", "registry-1.docker.io"].includes(host.toLowerCase());
  const repository = hub && !path.includes("/") ? `library/${path}` : path;
  return repository.length > 255 ? undefined : `${hub ? "docker.io" : host.toLowerCase()}/${repository}`;
};

it("is read as the grammar says, whatever is written", () => {
  const piece = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "a",
        "b0",
        "Z",
        "docker.io",
        "index.docker.io",
        "localhost",
        "ghcr.io",
        "library",
        "[::1]",
        "80",
        `@${DIGEST}`,
        "@md5:00",
        ":v1",
      ),
    },
    { weight: 5, arbitrary: fc.constantFrom("/", "/", ":", ".", "-", "--", "_", "__", "___", "@") },
    { weight: 1, arbitrary: fc.constantFrom(" ", "\n", "é", "[", "]", "ab".repeat(32), "x".repeat(200)) },
  );
  const reference = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(""));
  const likely = fc
    .tuple(
      fc.constantFrom("", "docker.io/", "Registry/", "registry.example:5000/", "[2001:db8::1]:5000/", "localhost/", "a-/", "a_b.c/"),
      fc.array(fc.stringMatching(/^[a-z0-9]{1,3}([._-]|__|--)?[a-z0-9]{0,3}$/), { minLength: 1, maxLength: 3 }),
      fc.constantFrom("", ":1.0", ":", ":.1", `:${"t".repeat(129)}`),
      fc.constantFrom("", `@${DIGEST}`, "@sha256:00", `@sha512+b64u:${"0F".repeat(16)}`),
    )
    .map(([registry, path, tag, digest]) => `${registry}${path.join("/")}${tag}${digest}`);
  fc.assert(
    fc.property(fc.oneof(reference, likely), (text) => {
      expect(parseImage(text)?.name).toBe(byGrammar(text));
    }),
    { numRuns: 2000 },
  );
});
