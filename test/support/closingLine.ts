import type { Reporter, TestCase, TestModule } from "vitest/node";

/** Names the skipped suites and the reasons, then ends the run with `N passed, N failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      if (
        module.state() === "failed" &&
        [...module.children.allTests()].every((test) => test.result().state !== "failed")
      )
        count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed") count[state]++;
        else {
          count.skipped++;
          skipped.push(`${module.relativeModuleId} › ${fullName(test)}`);
        }
      }
    }
    count.failed += errors.length;
    if (skipped.length > 0) console.log(`\nSkipped for lack of a component:\n  ${skipped.join("\n  ")}`);
    console.log(
      `\n${count.passed} passed, ${count.failed} failed${skipped.length > 0 ? `, ${count.skipped} skipped` : ""}`,
    );
  }
}

function fullName(test: TestCase): string {
  const { state, note } = { note: undefined, ...test.result() };
  return state === "skipped" && note ? `${test.fullName} (${note})` : test.fullName;
}
