// Own folder: the cases need a repository without commits, and one with a single change of a known kind.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { draftCommitMethod, type DraftCommitParams, type DraftCommitResult } from "../../server/src/protocol";
import { EchoModel } from "../support/echoModel";
import { createRepository, type GitFixture } from "../support/gitFixture";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";

const use = usingClients();
let repository: GitFixture;
let client: LspClient;
beforeEach(async () => {
  repository = createRepository();
  client = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
  await client.start();
});
afterEach(() => repository.dispose());

function ask(
  params: Partial<DraftCommitParams> = {},
  cancel = new CancellationTokenSource(),
): Promise<DraftCommitResult> {
  const repositoryUri = pathToFileURL(repository.folder).href;
  return client.connection.sendRequest(draftCommitMethod, { repositoryUri, ...params }, cancel.token);
}

/** Stages a change with several possible subjects. */
function stageChange(): void {
  repository.commit("Add the shop", {
    "src/shop.ts":
      "export function total(prices: number[]): number {\n  return prices.reduce((a, b) => a + b, 0);\n}\n",
  });
  repository.write(
    "src/shop.ts",
    "export function total(prices: number[], taxRate: number): number {\n  return prices.reduce((a, b) => a + b, 0) * (1 + taxRate);\n}\n\nexport function isEmpty(prices: number[]): boolean {\n  return prices.length === 0;\n}\n",
  );
  repository.git("add", "-A");
}

describe("nanotype/draftCommit", () => {
  test("drafts for the staged changes of a repository", async () => {
    stageChange();
    const { message, alternatives, backend } = await ask();
    expect(backend).toBe("offline");
    expect(message).toBe("Add taxRate parameter to total");
    expect(alternatives).toContain("Add isEmpty");
  });

  test("each attempt gives a different message", async () => {
    stageChange();
    const messages = [];
    for (const attempt of [0, 1, 2]) messages.push((await ask({ attempt })).message);
    expect(new Set(messages).size).toBe(3);
  });

  test("gives no other message that only names the files", async () => {
    stageChange();
    const { message, alternatives } = await ask();
    expect(alternatives).not.toEqual([]);
    for (const each of [message, ...alternatives]) expect(each).not.toMatch(/^Update (?:\d+ files|`?shop)/);
  });

  test("suggests nothing in the commit box behind a finished draft", async () => {
    stageChange();
    const { message } = await ask();
    const uri = `vscode-scm:git/scm0/input?rootUri=${encodeURIComponent(pathToFileURL(repository.folder).href)}`;
    client.open(uri, message, "scminput");
    expect(await client.complete(uri, message.length, { isInvoked: true })).toEqual([]);
    expect((await client.explain(uri)).summary).toBe("The commit message is finished; the draft is unchanged.");
  });

  test("continues the typed text, to the letter", async () => {
    stageChange();
    expect((await ask({ typed: "Add tax" })).message).toBe("Add taxRate parameter to total");
    expect((await ask({ typed: "feat(shop): " })).message).toBe("feat(shop): add taxRate parameter to total");
    expect((await ask({ typed: "Introduce" })).message).toBe("Introduce isEmpty");
    expect((await ask({ typed: "Rework" })).message).toBe("Rework total");
    expect((await ask({ typed: "added is" })).message).toBe("added isEmpty");
    expect((await ask({ typed: "Teach the shop about tot" })).message).toBe("Teach the shop about total");
  });

  test("says that nothing continues the typed text, and leaves it to the user", async () => {
    stageChange();
    expect(await ask({ typed: "Celebrate the summer " })).toMatchObject({
      message: "",
      reason: "Nothing in the changes continues your text.",
    });
  });

  test("finds the repository from a folder inside it", async () => {
    stageChange();
    repository.git("commit", "--quiet", "-m", "Tax");
    repository.write("docs/guide.md", "# Guide\n");
    const repositoryUri = pathToFileURL(join(repository.folder, "src")).href;
    expect((await ask({ repositoryUri })).message).toBe("Add guide.md");
  });

  test("takes the style from the settings", async () => {
    stageChange();
    const other = use(inMemoryClient({ createModel: () => new EchoModel(() => "", 0) }));
    await other.start({ initializationOptions: { settings: { "commit.style": "conventional" } } });
    const repositoryUri = pathToFileURL(repository.folder).href;
    const { message } = await other.connection.sendRequest<DraftCommitResult>(draftCommitMethod, { repositoryUri });
    expect(message).toBe("feat: add taxRate parameter to total");
  });

  test("says why it has no message", async () => {
    expect(await ask()).toMatchObject({ message: "", reason: "There are no changes to describe." });
    const elsewhere = mkdtempSync(join(tmpdir(), "nanotype-none-"));
    expect(await ask({ repositoryUri: pathToFileURL(elsewhere).href })).toMatchObject({
      reason: "This folder is not in a git repository.",
    });
    rmSync(elsewhere, { recursive: true });
    expect(await ask({ repositoryUri: pathToFileURL(elsewhere).href })).toMatchObject({
      reason: "The repository's folder no longer exists. Open it from its new location.",
    });
    expect(await ask({ repositoryUri: "vscode-vfs://github/a/b" })).toMatchObject({
      reason: "Messages are drafted only for repositories on this machine.",
    });
    expect(await ask({ gitPath: "/nowhere/git" })).toMatchObject({
      reason: expect.stringContaining("git was not found") as string,
    });
  });

  test("a cancelled draft is an empty one", async () => {
    stageChange();
    const cancel = new CancellationTokenSource();
    const asked = ask({}, cancel);
    cancel.cancel();
    expect(await asked).toMatchObject({ message: "", reason: "Cancelled." });
  });

  test("a git that another git has started does not lead us to its repository", async () => {
    stageChange();
    const other = createRepository();
    process.env.GIT_DIR = join(other.folder, ".git");
    try {
      expect((await ask()).message).toBe("Add taxRate parameter to total");
    } finally {
      delete process.env.GIT_DIR;
      other.dispose();
    }
  });
});
