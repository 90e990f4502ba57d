import type { Reporter, SerializedError, TestModule, TestSuite } from "vitest/node";

/** How a test run ended. `failed` also counts files, suites and hooks that broke outside a test: no failure may hide. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

type Container = Pick<TestModule | TestSuite, "errors" | "children">;

/** Counts tests, and what broke around them. */
export function tally(modules: readonly Container[], unhandled: number): Tally {
  const count = { passed: 0, failed: unhandled, skipped: 0 };
  for (const module of modules) {
    for (const suite of [module, ...module.children.allSuites()]) if (suite.errors().length > 0) count.failed += 1;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test that never came to an end was not passed.
      count[state === "pending" ? "failed" : state] += 1;
    }
  }
  return count;
}

/** The last line of a run: `N passed, N failed`, and how many were skipped where there are any. */
export const tallyLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

/** A run is good when something ran and nothing failed. */
export const succeeded = ({ passed, failed }: Tally): boolean => passed > 0 && failed === 0;

/** A run that broke before its first test, as when the API server does not start, counts as one failure; so does a run of nothing. */
const NEVER_RAN: Tally = { passed: 0, failed: 1, skipped: 0 };

/** Vitest reporter: prints the tally as the very last line. */
export default class TallyReporter implements Reporter {
  #result = NEVER_RAN;

  onInit(): void {
    process.once("exit", (code) => {
      process.stdout.write(`${tallyLine(this.#result)}\n`);
      if (code === 0 && !succeeded(this.#result)) process.exitCode = 1;
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const result = tally(modules, unhandled.length);
    this.#result = result.passed + result.failed === 0 ? { ...NEVER_RAN, skipped: result.skipped } : result;
  }
}
