import { defineConfig } from "vitest/config";

/**
 * Two projects. `unit` needs nothing but Node and answers in seconds.
 * `cluster` runs after it, one file at a time, against one real API server that tests/harness/setup.ts starts and stops.
 */
export default defineConfig({
  test: {
    teardownTimeout: 30_000,
    reporters: ["default", "./tools/house/tally.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "tools/**/*.test.ts", "tests/**/*.test.ts"],
          exclude: ["tests/{cluster,e2e,chart,monitoring}/**"],
          // Modules hold no state and none is mocked, so test files may share them: half the time, and a test if that is true.
          isolate: false,
          sequence: { groupOrder: 0 },
          testTimeout: 30_000,
          unstubEnvs: true,
        },
      },
      {
        test: {
          name: "cluster",
          include: ["tests/{cluster,e2e,chart,monitoring}/**/*.test.ts"],
          // A container's process can only be had where containers are: on Linux, or in a cluster that has the image.
          exclude:
            process.platform === "linux"
              ? []
              : ["tests/e2e/image.test.ts", ...(process.env["ISMS_SCOPE_IMAGE"] ? [] : ["tests/e2e/installed.test.ts"])],
          globalSetup: ["./tests/harness/setup.ts"],
          sequence: { groupOrder: 1 },
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
