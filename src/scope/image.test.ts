import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { parseImage } from "./image.ts";

const DIGEST = `sha256:${"ab".repeat(32)}`;

describe("an image reference", () => {
  it.each([
    ["fluentd", undefined, "fluentd", "docker.io/library/fluentd"],
    ["fluentd:v1.16", undefined, "fluentd", "docker.io/library/fluentd"],
    ["library/fluentd:v1.16", undefined, "fluentd", "docker.io/library/fluentd"],
    ["docker.io/library/fluentd", undefined, "fluentd", "docker.io/library/fluentd"],
    ["index.docker.io/fluent/fluent-bit:3.0", undefined, "fluent/fluent-bit", "docker.io/fluent/fluent-bit"],
    ["fluent/fluent-bit", undefined, "fluent/fluent-bit", "docker.io/fluent/fluent-bit"],
    [`fluent/fluent-bit@${DIGEST}`, undefined, "fluent/fluent-bit", "docker.io/fluent/fluent-bit"],
    [`cr.fluentbit.io/fluent/fluent-bit:2.2.2@${DIGEST}`, "cr.fluentbit.io", "fluent/fluent-bit", "cr.fluentbit.io/fluent/fluent-bit"],
    ["localhost/app", "localhost", "app", "localhost/app"],
    ["localhost:5000/app", "localhost:5000", "app", "localhost:5000/app"],
    ["registry:5000/team/app:1", "registry:5000", "team/app", "registry:5000/team/app"],
    ["[2001:db8::1]:5000/team/app:1", "[2001:db8::1]:5000", "team/app", "[2001:db8::1]:5000/team/app"],
    ["docker.io/fluentd", undefined, "fluentd", "docker.io/library/fluentd"],
    ["GHCR.io/example/app", "GHCR.io", "example/app", "ghcr.io/example/app"],
    ["localhost:5000", undefined, "localhost", "docker.io/library/localhost"],
    ["[::1]/app", "[::1]", "app", "[::1]/app"],
    ["Registry/app", "Registry", "app", "registry/app"],
    ["ghcr.io/library/fluentd", "ghcr.io", "library/fluentd", "ghcr.io/library/fluentd"],
    ["a__b/c-d--e/f.g", undefined, "a__b/c-d--e/f.g", "docker.io/a__b/c-d--e/f.g"],
  ])("%s has registry %s and path %s, and is %s", (reference, registry, path, name) => {
    expect(parseImage(reference)).toEqual({ registry, path, name });
  });

  it.each([
    "",
    "Fluentd",
    "fluent//bit",
    "fluent/fluent-bit:",
    "fluent/Fluent-Bit",
    "-a/b",
    "a/b@sha256:12",
    "http://example.com/a",
    "a b",
    "registry.example:port/a",
    "[2001:db8::g]/a",
    "a/b:1:2",
    "a/.b",
    "a/b_",
    "a/b___c",
    `@${DIGEST}`,
    `a/b@${DIGEST}:1`,
    "ab".repeat(32),
    `registry.example/${"b".repeat(256)}`,
    `a/${"b".repeat(1100)}`,
  ])("%s is no reference that a runtime could read", (reference) => {
    expect(parseImage(reference)).toBeUndefined();
  });

  it("keeps its name whatever its tag and digest are", () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,4})?$/);
    const tag = fc.option(fc.stringMatching(/^\w[\w.-]{0,12}$/), { nil: undefined });
    fc.assert(
      fc.property(component, component, tag, fc.boolean(), (owner, name, tagged, digested) => {
        const reference = `quay.io/${owner}/${name}${tagged === undefined ? "" : `:${tagged}`}${digested ? `@${DIGEST}` : ""}`;
        expect(parseImage(reference)).toEqual({
          registry: "quay.io",
          path: `${owner}/${name}`,
          name: `quay.io/${owner}/${name}`,
        });
      }),
    );
  });
});
