import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./project.ts";

const sources = globSync(["src/**/*.ts", "tools/**/*.ts", "bench/**/*.ts"], { cwd: ROOT }).sort();
const shipped = sources.filter((file) => file.startsWith("src/") && !file.endsWith(".test.ts"));
const breaking = (files: readonly string[], pattern: RegExp): readonly string[] =>
  files.filter((file) => pattern.test(readFileSync(join(ROOT, file), "utf8")));

describe("the layout", () => {
  it("names files after what they hold, in kebab-case", () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.filter((file) => /^(utils?|helpers?|common|types|misc|index)\b/.test(basename(file)))).toEqual([]);
    expect(sources.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|property\.test|generated))?\.ts$/.test(basename(file)))).toEqual([]);
  });

  it("keeps no state in modules: what changes lives in a value that somebody holds", () => {
    expect(breaking(shipped, /^(export )?let /m)).toEqual([]);
    const emptyToBeFilled =
      /^(export )?const \w+(: (?!readonly |Readonly)[^=]+)? = (new (Map|Set|WeakMap|WeakSet)(<[^>]*>)?\(\)|\[\]|\{\});$/m;
    expect(breaking(shipped, emptyToBeFilled)).toEqual([]);
  });

  it("has no barrels: an import says where a thing lives", () => {
    expect(breaking(shipped, /^export (type )?\* /m)).toEqual([]);
  });
});
