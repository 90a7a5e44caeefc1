import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Test files that take over 15 s, longest first, so that no worker is left alone with one. Those that mostly wait (soak,
 * endpointFaults, modelFailure, stalls) start beside those that compute in several processes. Source: a whole run on 2
 * cores, 2026-11-30.
 */
const longFiles = [
  "host/contract1139",
  "host/trouble1139",
  "host/contract193",
  "host/everyday1139",
  "host/nextEdit1139",
  "host/dashboard1139",
  "host/trust1139",
  "host/nextEdit193",
  "host/welcome1139",
  "host/docComments1139",
  "host/realWorkspace193",
  "host/realWorkspace1139",
  "host/doctor1139",
  "host/models1139",
  "host/inside",
  "host/endpoints1139",
  "host/commit1139",
  "host/start",
  "deploy/stack",
  "training/workshop",
  "lsp/lineEnds",
  "lsp/soak",
  "lsp/foreign",
  "lsp/endpointFaults",
  "scripts/package",
  "lsp/modelFailure",
  "cli/completeCloud",
  "lsp/stalls",
  "cli/commandLine",
  "files/sharedFiles",
  "lsp/draftCommitForms",
  "local/localModel",
  "cli/evaluate",
  "lsp/burst",
  "cli/commitCloud",
  "cli/commit",
  "lsp/malformedInput",
  "lsp/sockets",
  "lsp/twins",
  "cli/commitHook",
  "cli/models",
  "lsp/realWorkspace",
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

/** Options of both projects. */
const common = {
  pool: "forks",
  maxWorkers: 2,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
} as const;

export default defineConfig({
  test: {
    // A project that extended these options would build again.
    globalSetup: ["test/support/buildFirst.ts"],
    reporters: ["default", "./test/support/closingLine.ts"],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [hostTests],
          sequence: { groupOrder: 0 },
        },
      },
      { test: { ...common, name: "host", include: [hostTests], sequence: { groupOrder: 1 } } },
    ],
  },
});
