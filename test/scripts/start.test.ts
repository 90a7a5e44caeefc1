import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { wayToStart } from "../../scripts/start/wayToStart";
import { eventually } from "../support/processes";

/** A folder for the PATH that holds these programs; each writes its arguments into a file and ends. */
function folderWith(...programs: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-path-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const program of programs) {
    const path = join(folder, program);
    writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@" > ${path}.arguments\n`);
    chmodSync(path, 0o755);
  }
  return folder;
}

describe("npm start takes", () => {
  const check = (params: Partial<Parameters<typeof wayToStart>[0]>, expected: object): void =>
    expect(
      wayToStart({ isHostWanted: false, searchPath: "", isHostInstalled: false, platform: "linux", ...params }),
    ).toEqual(expected);

  test("an installed code before codium, wherever it is on the PATH", () => {
    const [first, second] = [folderWith("codium", "cursor"), folderWith("code")];
    const searchPath = [first, second].join(delimiter);
    check({ searchPath, isHostInstalled: true }, { kind: "editor", path: join(second, "code") });
  });

  test("an installed cursor if nothing else is installed", () => {
    const folder = folderWith("cursor");
    check({ searchPath: folder }, { kind: "editor", path: join(folder, "cursor") });
  });

  test("nothing that cannot be run", () => {
    const folder = folderWith("code");
    chmodSync(join(folder, "code"), 0o644);
    check({ searchPath: folder, isHostInstalled: true }, { kind: "host" });
  });

  test("the VS Code under .cache when requested", () =>
    check({ searchPath: folderWith("code"), isHostInstalled: true, isHostWanted: true }, { kind: "host" }));

  test("a new VS Code under .cache on Linux", () => check({}, { kind: "installHost" }));

  test("nothing elsewhere, and says what to do", () =>
    check(
      { platform: "darwin" },
      { kind: "none", message: expect.stringMatching(/Install 'code' command in PATH.*npm start again/) as string },
    ));
});

describe("npm start", () => {
  const start = (searchPath: string) =>
    spawnSync(process.execPath, ["scripts/run.mjs", "scripts/start.ts"], {
      env: { PATH: searchPath },
      encoding: "utf8",
    });

  test("opens the editor on the sample workspace, with the extension and a separate profile", async () => {
    const folder = folderWith("codium");
    symlinkSync(execFileSync("which", ["git"], { encoding: "utf8" }).trim(), join(folder, "git"));
    rmSync(resolve(".cache/start/sample"), { recursive: true, force: true });
    const { status, stdout } = start(folder);
    expect(stdout).toContain(`with ${join(folder, "codium")}`);
    expect(status).toBe(0);
    const written = join(folder, "codium.arguments");
    const args = await eventually(() => {
      const lines = existsSync(written) ? readFileSync(written, "utf8").split("\n") : [];
      return Promise.resolve(lines.at(-1) === "" ? lines.slice(0, -1) : undefined);
    });
    const sample = resolve(".cache/start/sample");
    expect(args).toEqual(
      expect.arrayContaining([
        `--extensionDevelopmentPath=${resolve(".")}`,
        `--user-data-dir=${resolve(".cache/start/codium")}`,
        "--new-window",
        sample,
        `${sample}/orders.ts:35:1`,
      ]),
    );
    // A repository of its own: nothing in it is ignored by this one's rule for .cache.
    expect(existsSync(join(sample, ".git"))).toBe(true);
    expect(existsSync(join(sample, "orders.ts"))).toBe(true);
  }, 60_000);

  test("says that an editor does not start", () => {
    const folder = folderWith("code");
    writeFileSync(join(folder, "code"), "#!/nowhere/at/all\n");
    const { status, stderr } = start(folder);
    expect(stderr).toContain(`${join(folder, "code")} does not start`);
    expect(status).toBe(1);
  }, 60_000);
});
