import { expect, it } from "vitest";
import { execForm, readDockerfile, textsOf } from "./dockerfile.ts";

const TEXT = `# a comment
FROM --platform=$BUILDPLATFORM node:24@sha256:00 AS build
COPY a b ./
RUN one && \\
    # a comment between
    two
FROM scratch
LABEL a="1" \\
      b="2"
COPY --from=build --chown=1:1 /x /y
ENTRYPOINT ["/x", "--flag=a b"]
`;

it("stages have their base, platform and name, and instructions with flags and joined lines", () => {
  const [build, last] = readDockerfile(TEXT);
  expect(build).toMatchObject({ base: "node:24@sha256:00", platform: "$BUILDPLATFORM", name: "build" });
  expect(build?.instructions).toEqual([
    { name: "COPY", flags: {}, text: "a b ./" },
    { name: "RUN", flags: {}, text: "one &&  two" },
  ]);
  expect(last).toMatchObject({ base: "scratch", platform: undefined, name: undefined });
  expect(last?.instructions).toContainEqual({ name: "COPY", flags: { from: "build", chown: "1:1" }, text: "/x /y" });
  expect(last && textsOf(last, "LABEL")).toEqual(['a="1"  b="2"']);
  expect(last && textsOf(last, "ENTRYPOINT").map(execForm)).toEqual([["/x", "--flag=a b"]]);
});

it("what it does not understand is told with the line", () => {
  expect(() => readDockerfile("FROM a\n&&\n")).toThrow("the Dockerfile has no instruction in: &&");
  expect(() => readDockerfile("RUN a\nFROM b\n")).toThrow("the Dockerfile has RUN before its first FROM");
  expect(() => readDockerfile("FROM a b c\n")).toThrow("the Dockerfile has FROM a b c");
  expect(() => execForm("node x")).toThrow("the Dockerfile needs a shell for: node x");
});
