import { describe, expect, it } from "vitest";
import { REQUEST_ATTRIBUTES } from "../../src/cluster/request-span.ts";
import { WRITE_ATTRIBUTES } from "../../src/cluster/write-span.ts";
import { TRACING_VARIABLES } from "../../src/operator/tracing-settings.ts";
import { TURN_ATTRIBUTES } from "../../src/operator/turn-span.ts";
import { pageOf } from "./pages.ts";

const { text } = pageOf("docs/tracing.md");

describe("docs/tracing.md", () => {
  it("has the variables that the operator checks, in the words of the code", () => {
    const rows = [...text.matchAll(/^\| `(OTEL_\w+)` \| (.*) \|$/gm)].map(([, name, help]) => [name, help]);
    expect(rows).toEqual(Object.entries(TRACING_VARIABLES).map(([name, { help }]) => [name, help]));
  });

  it("has the attributes of every span, each where it is", () => {
    const rows = [...text.matchAll(/^\| `([a-z][\w.]+)` \| (turn|write|request) \| /gm)].map(([, name, span]) => `${span} ${name}`);
    const known = { turn: TURN_ATTRIBUTES, write: WRITE_ATTRIBUTES, request: REQUEST_ATTRIBUTES };
    expect(rows).toEqual(Object.entries(known).flatMap(([span, names]) => Object.values(names).map((name) => `${span} ${name}`)));
  });
});
