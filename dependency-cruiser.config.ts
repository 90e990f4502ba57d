import type { IConfiguration } from "dependency-cruiser";

/**
 * The one-way flow of the code, as rules. The table below is the one of docs/architecture.md; a test holds them equal.
 * `comment` is what the reader of a violation sees: why the wall is there, so that moving code is the easier way out.
 */

interface Folder {
  readonly mayImport: readonly string[];
  readonly why: string;
}

/** Folders of src/ and which of their siblings each may import. */
export const FOLDERS: Readonly<Record<string, Folder>> = {
  api: { mayImport: [], why: "What users write and read depends on nothing: it is generated into CRDs and documentation." },
  facts: { mayImport: ["api"], why: "Facts are what we saw, before anybody judged it." },
  scope: { mayImport: ["api", "facts"], why: "Membership follows from the statement and the facts; it knows no check and no output." },
  checks: {
    mayImport: ["api", "facts", "scope"],
    why: "A check sees facts and a scope and answers; it cannot reach a cluster, a clock or an output.",
  },
  assess: {
    mayImport: ["api", "facts", "scope", "checks"],
    why: "An assessment is a pure function of facts, scopes, checks and an instant.",
  },
  outputs: {
    mayImport: ["api", "facts", "scope", "checks", "assess"],
    why: "Outputs are planned as values from the snapshot; who carries them out is somebody else.",
  },
  cluster: {
    mayImport: ["api", "facts", "outputs", "telemetry"],
    why: "The folder that speaks to the API server reads and writes; it does not judge.",
  },
  operator: {
    mayImport: ["api", "facts", "scope", "checks", "assess", "outputs", "cluster", "telemetry"],
    why: "The operator wires everything; nothing imports the operator.",
  },
  install: {
    mayImport: ["api", "facts"],
    why: "What a cluster is given so that the operator can run there is derived from what the code reads and writes; nothing at run time needs it.",
  },
  monitoring: {
    mayImport: ["api", "outputs"],
    why: "Alert rules and boards speak of metrics and checks by their names; nothing at run time needs them.",
  },
  telemetry: { mayImport: [], why: "Logging and serving know nothing of the domain, so that they never decide anything in it." },
};

/** Folders from facts to actions: synchronous and pure. */
const PURE = "^src/(api|facts|scope|checks|assess|outputs)/";
const NOT_A_TEST = "\\.test\\.ts$";

const folderRules = Object.entries(FOLDERS).map(([folder, { mayImport, why }]) => ({
  name: `${folder}-imports`,
  comment: `${why} src/${folder} may import: ${mayImport.join(", ") || "no other folder"}.`,
  severity: "error" as const,
  from: { path: `^src/${folder}/`, pathNot: NOT_A_TEST },
  to: { path: "^src/", pathNot: `^src/(${[folder, ...mayImport].join("|")})/` },
}));

const config: IConfiguration = {
  forbidden: [
    ...folderRules,
    {
      name: "no-unknown-folder",
      comment: "Every file of src/ lives in a folder that the table knows; a new folder begins with a row in it.",
      severity: "error",
      from: { path: "^src/", pathNot: `^src/(${Object.keys(FOLDERS).join("|")})/` },
      to: {},
    },
    {
      name: "no-cycle",
      comment: "What imports each other is one thing in two files. Counted with type-only imports: a type cycle is a cycle of ideas.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "only-cluster-runs-client-node",
      comment:
        "Importing @kubernetes/client-node costs start-up time and memory, and speaking to the API server is the work of src/cluster alone. Its types are free for all.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cluster/", NOT_A_TEST] },
      to: { path: "(^|/)(node_modules/)?@kubernetes/client-node(/|$)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-cluster-speaks-http",
      comment: "Requests go through the transport of src/cluster: deadlines, credentials and connection reuse are kept in one place.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/cluster/", NOT_A_TEST] },
      to: { path: "(^|/)(node_modules/)?undici(/|$)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pure-stays-pure",
      comment:
        "From facts to actions there is no file, socket, process or clock. Hashing and comparing are the things of Node's that are functions.",
      severity: "error",
      from: { path: PURE, pathNot: NOT_A_TEST },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|util)$", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pure-takes-no-logger",
      comment: "Pure code returns what it has to say; a logger or a metrics registry in it would be a hidden output.",
      severity: "error",
      from: { path: PURE, pathNot: NOT_A_TEST },
      to: { path: "(^|/)(node_modules/)?(pino|prom-client|@prometheus-io/client)(/|$)", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "pure-takes-no-tracer",
      comment: "A span is an output that nobody sees in the type; who calls pure code may time it and tell.",
      severity: "error",
      from: { path: PURE, pathNot: NOT_A_TEST },
      to: { path: "(^|/)(node_modules/)?@opentelemetry/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "only-one-file-runs-the-sdk",
      comment:
        "Spans are made with @opentelemetry/api, which does next to nothing alone. The SDK costs memory and is the business of one file.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/telemetry/sdk\\.ts$", NOT_A_TEST] },
      to: { path: "(^|/)(node_modules/)?@opentelemetry/(?!api(/|$))", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "sdk-is-loaded-late",
      comment: "A static import would load the SDK for everybody, also for those who want no traces.",
      severity: "error",
      from: { path: "^src/", pathNot: NOT_A_TEST },
      to: { path: "^src/telemetry/sdk\\.ts$", dynamic: false, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "src-stands-alone",
      comment: "What is shipped must not need what tests it, builds it or measures it.",
      severity: "error",
      from: { path: "^src/", pathNot: NOT_A_TEST },
      to: { path: "^(tests|tools|bench|examples)/|\\.test\\.ts$" },
    },
    {
      name: "tools-stand-alone",
      comment: "Demo and benchmark run without the tests: what they share with them is a tool.",
      severity: "error",
      from: { path: "^(tools|bench)/", pathNot: NOT_A_TEST },
      to: { path: "^tests/" },
    },
    {
      name: "src-needs-no-dev-dependency",
      comment: "A development dependency is not there when the operator runs unbundled. What is only generated from never runs with it.",
      severity: "error",
      from: { path: "^src/", pathNot: ["^src/(install|monitoring)/", NOT_A_TEST] },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "tests-stay-below",
      comment: "Nothing imports a test: what several tests need is a module of its own below tests/.",
      severity: "error",
      from: {},
      to: { path: NOT_A_TEST },
    },
    {
      name: "resolvable",
      comment: "An import that leads nowhere, or to a package that package.json does not name.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "declared-package",
      comment: "A package that only comes along with another one may leave with it: name it in package.json.",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-orphan",
      comment: "A module that nothing imports and that imports nothing is dead.",
      severity: "error",
      from: { orphan: true, path: "^src/", pathNot: NOT_A_TEST },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".mts", ".d.ts", ".js", ".mjs", ".json"],
    },
  },
};

export default config;
