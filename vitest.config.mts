import { defineConfig } from "vitest/config";

/** Files that drive a real editor: last, and two at a time, so that little else takes the processor from the windows they look at. */
const hostTests = "test/host/**/*.test.ts";

export default defineConfig({
  test: {
    globalSetup: ["test/support/buildFirst.ts"],
    reporters: ["default", "./test/support/closingLine.ts"],
    pool: "forks",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [hostTests],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: "host", include: [hostTests], maxWorkers: 2, sequence: { groupOrder: 1 } } },
    ],
  },
});
