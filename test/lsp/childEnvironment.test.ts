// Own folder: a small repository; the variables of git and of the model process are judged.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TokenCommand } from "../../server/src/model/cloud/tokenCommand";
import { draftCommitMethod, type DraftCommitResult } from "../../server/src/protocol";
import { createRepository, type GitFixture } from "../support/gitFixture";
import { ipcClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";
import { childrenOf, eventually } from "../support/processes";

const use = usingClients();
const keys = {
  NANOTYPE_KEY_TEAM: "canary-team",
  NANOTYPE_REDIS_PASSWORD: "canary-redis",
  AZURE_OPENAI_API_KEY: "canary-azure",
  AZURE_OPENAI_AD_TOKEN: "canary-entra",
  OPENAI_API_KEY: "canary-openai",
};
const others = {
  AWS_SECRET_ACCESS_KEY: "canary-aws",
  DATABASE_URL: "canary-database",
  SECRET_OF_A_SHELL: "canary-shell",
};
let repository: GitFixture;
let folder: string;
beforeEach(() => {
  for (const [name, value] of Object.entries({ ...keys, ...others })) vi.stubEnv(name, value);
  repository = createRepository();
  folder = mkdtempSync(join(tmpdir(), "nanotype-children-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  repository.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a git first on the PATH that records its variables and then runs git. */
function recordGit(): () => string {
  const record = join(folder, "git-environment");
  const git = (process.env["PATH"] ?? "").split(":").find((place) => existsSync(join(place, "git"))) ?? "";
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin", "git"), `#!/bin/sh\ncat /proc/$$/environ >> '${record}'\nexec '${git}/git' "$@"\n`);
  chmodSync(join(folder, "bin", "git"), 0o755);
  vi.stubEnv("PATH", `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`);
  return () => readFileSync(record, "latin1");
}

test.runIf(process.platform === "linux")(
  "no key of the server's is among the variables of git and of the model process",
  async () => {
    const gitVariables = recordGit();
    repository.commit("Start", { "a.ts": "export const a = 1;\n" });
    repository.write("b.ts", "export function bee(): void {}\n");
    const client = use(ipcClient());
    await client.start();
    const uri = pathToFileURL(repository.folder).href;
    client.open(`${uri}/a.ts`, "export const a = 1;\n");
    const result = await client.connection.sendRequest<DraftCommitResult>(draftCommitMethod, { repositoryUri: uri });
    expect(result.message).toBe("Add bee");
    const child = await eventually(() => Promise.resolve(childrenOf(client.process?.pid ?? 0).at(0)));
    const modelVariables = readFileSync(`/proc/${child}/environ`, "latin1");
    for (const variables of [gitVariables(), modelVariables]) {
      expect(variables).toContain("PATH=");
      expect(variables).toContain("HOME=");
      expect(variables).not.toContain("canary");
    }
    // The server itself has them: it sends them.
    expect(readFileSync(`/proc/${client.process?.pid ?? 0}/environ`, "latin1")).toContain("canary-team");
  },
);

test("a token command gets what the user's own programs need, and no endpoint's key", async () => {
  const print = "process.stdout.write(Buffer.from(JSON.stringify([process.env, process.cwd()])).toString('base64url'))";
  const command = new TokenCommand({ endpointName: "team", argv: [process.execPath, "-e", print] });
  const [variables, place] = JSON.parse(Buffer.from(await command.token(), "base64url").toString("utf8")) as [
    Record<string, string>,
    string,
  ];
  expect(variables).toMatchObject({ ...others, HOME: process.env["HOME"] });
  for (const name of Object.keys(keys)) expect(variables).not.toHaveProperty(name);
  // Python's `-m` and others look for their parts in the current folder.
  expect(place).not.toBe(process.cwd());
});

test("a token command's program isn't taken from the workspace, nor by a relative path", async () => {
  const here = vi.spyOn(process, "cwd").mockReturnValue(repository.folder);
  writeFileSync(join(repository.folder, "sign-in"), "#!/bin/sh\necho planted-token\n", { mode: 0o755 });
  vi.stubEnv("PATH", `:.:${repository.folder}:${process.env["PATH"] ?? ""}`);
  for (const name of ["sign-in", "./sign-in"]) {
    const command = new TokenCommand({ endpointName: "team", argv: [name] });
    await expect(command.token()).rejects.toMatchObject({
      kind: "unauthorized",
      message: `The token command of team was not found outside of the workspace: ${name}. Name it by its whole path.`,
    });
  }
  here.mockRestore();
});
