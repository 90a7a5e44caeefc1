import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A real repository in a temporary folder. Nothing of the machine's own git configuration takes part. */
export interface GitFixture {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs git here and gives what it wrote. */
  git(...args: readonly string[]): string;
  write(path: string, content: string | Buffer): void;
  /** Writes files, stages everything and commits. */
  commit(message: string, files?: Readonly<Record<string, string | Buffer>>): void;
  dispose(): void;
}

/** Environment in which git knows no configuration but the repository's own. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return { ...Object.fromEntries(own), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
}

/** Makes an empty repository on the branch `main`, or uses a folder that holds one. */
export function createRepository(at?: string): GitFixture {
  const folder = at ?? mkdtempSync(join(tmpdir(), "nanotype-git-"));
  const environment = gitEnvironment();
  const fixture: GitFixture = {
    folder,
    environment,
    git: (...args) =>
      execFileSync("git", args, {
        cwd: folder,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
        maxBuffer: 1 << 27,
      }).toString(),
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    commit(message, files = {}) {
      for (const [path, content] of Object.entries(files)) fixture.write(path, content);
      fixture.git("add", "-A");
      fixture.git("commit", "--quiet", "--allow-empty", "-m", message);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
  if (at === undefined) {
    fixture.git("init", "--quiet", "--initial-branch=main");
    fixture.git("config", "user.name", "Ada");
    fixture.git("config", "user.email", "ada@example.com");
  }
  return fixture;
}
