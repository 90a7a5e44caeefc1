import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Test files that take over 20 s, longest first. Source: a whole run on 2 cores, 2026-11-30. One that starts last leaves the other worker idle.
 */
const longFiles = [
  "host/trouble1139",
  "host/everyday1139",
  "host/contract1139",
  "host/contract193",
  "host/realWorkspace1139",
  "host/realWorkspace193",
  "lsp/lineEnds",
  "lsp/foreign",
  "lsp/endpointFaults",
  "lsp/stalls",
  "lsp/twins",
  "lsp/soak",
  "scripts/package",
  "cli/completeCloud",
  "cli/commandLine",
  "lsp/draftCommitForms",
  "lsp/modelFailure",
  "lsp/realWorkspace",
  "lsp/sockets",
  "lsp/burst",
  "lsp/badInput",
  "lsp/nestedIgnoreFiles",
];

/** Starts the longest test files first, so that the workers end at about the same time. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longFiles.findIndex((name) => moduleId.endsWith(`${name}.test.ts`));
      return index < 0 ? longFiles.length : index;
    };
    return others.sort((a, b) => rank(a) - rank(b));
  }
}

/** Files that drive a real editor: last, and two at a time, so that little else takes the processor from the windows they look at. Three at a time use both cores fully, and time out. */
const hostTests = "test/host/**/*.test.ts";

export default defineConfig({
  test: {
    globalSetup: ["test/support/buildFirst.ts"],
    reporters: ["default", "./test/support/closingLine.ts"],
    pool: "forks",
    sequence: { sequencer: LongestFirst },
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
