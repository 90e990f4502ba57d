import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { MINORS } from "../../tools/kind/nodes.ts";
import { ROOT } from "./project.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}
type Permissions = Readonly<Record<string, string>>;
interface Job {
  readonly "runs-on": string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Permissions;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Permissions;
  readonly concurrency?: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = join(ROOT, ".github", "workflows");
const workflows = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(join(FOLDER, file), "utf8");
  return { file, text, workflow: load(text) as Workflow };
});
const jobs = workflows.flatMap(({ file, workflow }) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ at: `${file}, ${name}`, job })),
);
const steps = jobs.flatMap(({ at, job }) => job.steps.map((step) => ({ at, step })));
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");
const { devDependencies } = JSON.parse(read("package.json")) as { readonly devDependencies: Permissions };

/** What a job may beyond reading the code, and for what; every other job may nothing. */
const GRANTED: Readonly<Record<string, Permissions>> = {
  "codeql.yaml, analyze": { contents: "read", "security-events": "write" },
  // to push to the registry, and to sign as this workflow
  "release.yaml, image": { contents: "read", packages: "write", "id-token": "write" },
  "release.yaml, chart": { contents: "read", packages: "write", "id-token": "write" },
};

describe("a workflow", () => {
  it.each(workflows)("$file pins every action by commit, and says which version that is", ({ text }) => {
    const uses = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(workflows)("$file reads the code and no more, unless a job says what for", ({ workflow }) => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    expect(Object.keys(workflow.on)).not.toContain("workflow_run");
    expect(workflow.concurrency).toBeDefined();
  });

  it("the same action is the same commit everywhere", () => {
    const commits = new Map<string, Set<string>>();
    for (const { step } of steps.filter(({ step: { uses } }) => uses !== undefined)) {
      const [action = "", commit = ""] = (step.uses ?? "").split("@");
      commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    }
    expect([...commits].filter(([, all]) => all.size > 1)).toEqual([]);
  });
});

describe("a job", () => {
  it.each(jobs)("$at has the rights that it needs, an end, and a machine of a known version", ({ at, job }) => {
    expect(job.permissions).toEqual(GRANTED[at]);
    expect(job["timeout-minutes"]).toBeGreaterThan(0);
    expect(job["runs-on"]).toMatch(/^ubuntu-\d\d\.\d\d$/);
  });

  it.each(steps.filter(({ step }) => step.run !== undefined))("$at: no script is made of what others wrote: $step.run", ({ step }) => {
    expect(step.run).not.toContain("${{");
  });

  it("runs targets that the Makefile has", () => {
    const targets = [...read("Makefile").matchAll(/^([a-z-]+(?: [a-z-]+)*):/gm)].flatMap(([, names = ""]) => names.split(" "));
    const asked = steps.flatMap(({ step }) => [...(step.run ?? "").matchAll(/\bmake ([a-z-]+)/g)].map(([, target]) => target));
    expect(new Set(asked)).toEqual(new Set(["check", "test", "kind"]));
    for (const target of asked) expect(targets).toContain(target);
  });

  it("keeps no credentials in the checkout", () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.map(({ at }) => at)).toEqual(jobs.map(({ at }) => at));
    for (const { step } of checkouts) expect(step.with?.["persist-credentials"]).toBe(false);
  });

  it("runs with the Node of package.json, and the Go of the modules", () => {
    const node = steps.filter(({ step }) => step.uses?.startsWith("actions/setup-node@"));
    expect(new Set(node.map(({ step }) => step.with?.["node-version"]))).toEqual(new Set([devDependencies["node"]]));
    const go = steps.filter(({ step }) => step.uses?.startsWith("actions/setup-go@"));
    const versions = go.map(({ step }) => /^go (\S+)$/m.exec(read(step.with?.["go-version-file"] ?? ""))?.[1]);
    expect(versions).not.toContain(undefined);
    expect(new Set(versions).size).toBe(1);
  });

  it("kind runs on every Kubernetes minor that is pinned: three", () => {
    const kind = workflows.find(({ file }) => file === "ci.yaml")?.workflow.jobs["kind"];
    expect(kind?.strategy?.matrix).toEqual({ minor: MINORS });
    expect(MINORS).toHaveLength(3);
  });
});
