import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseImage } from "./image.ts";
import { registryCovers } from "./registries.ts";

const covers = (declared: string, reference: string): boolean => {
  const image = parseImage(reference);
  if (image === undefined) throw new Error(`${reference} cannot be read`);
  return registryCovers(declared, image);
};

describe("a declared registry", () => {
  it.each([
    ["ghcr.io", "ghcr.io/example/app:1"],
    ["ghcr.io/example", "ghcr.io/example/app"],
    ["ghcr.io/example", "GHCR.io/example/team/app@sha256:" + "ab".repeat(32)],
    ["ghcr.io/example/app", "ghcr.io/example/app:1"],
    ["registry.example:5000", "registry.example:5000/app"],
    ["localhost:5000/a", "localhost:5000/a/b"],
    ["localhost", "localhost/a"],
    ["docker.io", "redis"],
    ["docker.io", "somebody/tools"],
    ["index.docker.io", "redis"],
    ["docker.io/library", "redis:7"],
    ["docker.io/library/redis", "redis"],
    ["docker.io/redis", "redis"],
    ["docker.io/fluent", "fluent/fluent-bit"],
    ["fluent", "docker.io/fluent/fluent-bit"],
    ["fluent/fluent-bit", "fluent/fluent-bit:3"],
    ["redis", "docker.io/library/redis"],
    ["redis", "redis/insight"],
    ["library/redis", "redis"],
  ])("%s covers %s", (declared, reference) => {
    expect(covers(declared, reference)).toBe(true);
  });

  it.each([
    ["ghcr.io/example", "ghcr.io/example2/app"],
    ["ghcr.io/example/app", "ghcr.io/example/app2"],
    ["ghcr.io/example/app", "ghcr.io/example"],
    ["ghcr.io", "ghcr.io.evil.example/app"],
    ["ghcr.io", "ghcr.io:5000/app"],
    ["registry.example:5000", "registry.example/app"],
    ["example/app", "ghcr.io/example/app"],
    ["docker.io/library", "somebody/library"],
    ["fluent", "fluentd"],
    ["fluent/library", "fluent/fluent-bit"],
    ["localhost", "docker.io/localhost/a"],
    ["docker.io", "ghcr.io/docker.io/app"],
  ])("%s does not cover %s", (declared, reference) => {
    expect(covers(declared, reference)).toBe(false);
  });

  it("covers what has all of its parts in front, and nothing else", () => {
    const part = fc.stringMatching(/^[ab]{1,2}$/);
    const path = fc.array(part, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom("a.b", "b:80"), path, path, (host, declared, image) => {
        const begins = declared.every((name, index) => image[index] === name);
        expect(covers([host, ...declared].join("/"), [host, ...image].join("/"))).toBe(begins);
      }),
    );
  });
});
