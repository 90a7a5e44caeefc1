import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runNanotype } from "../../support/commandLine";
import { createRepository, type GitFixture } from "../../support/gitFixture";
import { createRealWorkspace, type RealWorkspace } from "../../support/realWorkspace/createRealWorkspace";

/** One afternoon of commits in the realistic workspace, with default settings, by command line and through git's hook. */
let workspace: RealWorkspace;
let shop: GitFixture;
beforeAll(() => {
  workspace = createRealWorkspace();
  shop = workspace.repository;
}, 120_000);
afterAll(() => workspace.dispose());

/** Returns the output of `nanotype commit` in a folder. */
async function draft(repository = shop, folder = repository.folder): Promise<string> {
  const none = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const { code, stdout, stderr } = await runNanotype(["commit"], { folder, environment: none });
  return code === 0 ? stdout.trimEnd() : stderr;
}

/** Commits through an editor that changes nothing, and returns the message that git has kept. */
function commit(repository = shop): string {
  const env = { ...repository.environment, GIT_EDITOR: "true" };
  execFileSync("git", ["commit", "--quiet"], { cwd: repository.folder, env, stdio: "ignore" });
  return repository.git("log", "-1", "--format=%B").trimEnd();
}

const order = "packages/core/src/order.ts";
const isEmpty = "\r\nexport function isEmpty(order: Order): boolean {\r\n  return order.lines.length === 0;\r\n}\r\n";

test("a change in a file with CR LF line ends is drafted by what it adds, with its package's scope", async () => {
  shop.write(order, workspace.text(order) + isEmpty);
  expect(await draft()).toBe("feat(core): add isEmpty");
  expect(await draft(shop, join(shop.folder, "packages/web/app"))).toBe("feat(core): add isEmpty");
  // Only the line ends.
  shop.write(order, workspace.text(order).replace(/\r\n/g, "\n"));
  expect(await draft()).toMatch(/^style\(core\): .*line endings/);
  shop.write(order, workspace.text(order) + isEmpty);
});

test("the hook drafts the message of a plain git commit", async () => {
  expect(await runNanotype(["commit", "--install-hook"], { folder: shop.folder })).toMatchObject({ code: 0 });
  shop.git("add", order);
  expect(commit()).toBe("feat(core): add isEmpty");
});

test("a submodule that has moved on is named, nothing in it is read, and it drafts for itself", async () => {
  const tax = createRepository(join(shop.folder, "third_party/tax"));
  tax.git("config", "user.name", "Ada");
  tax.git("config", "user.email", "ada@example.com");
  tax.write("src/rates.ts", "export const rates = { de: 0.19, fr: 0.2 };\n\nexport function rateOf(): void {}\n");
  expect(await draft(tax)).toBe("feat: add rateOf");
  tax.commit("feat: add rateOf");
  const message = await draft();
  expect(message).toMatch(/tax/);
  expect(message).not.toMatch(/rateOf/);
  shop.git("add", "third_party/tax");
  expect(commit()).toBe(message);
});

test("the worktree of a ticket's branch writes the ticket as its log does, through the same hook", async () => {
  const discount = createRepository(workspace.worktree);
  for (const subject of ["#98 Count orders", "#99 Sort customers", "#100 Print invoices"])
    for (let round = 0; round < 9; round++)
      discount.git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-m", subject);
  discount.write("packages/core/src/volume.ts", "export function volumeOf(): number {\n  return 1;\n}\n");
  discount.git("add", "-A");
  // git takes a line that begins with `#` for a comment.
  expect(await draft(discount)).toBe("Add volumeOf (#101)");
  expect(commit(discount)).toBe("Add volumeOf (#101)");
  discount.git("config", "core.commentChar", ";");
  discount.write("packages/core/src/weight.ts", "export function weightOf(): number {\n  return 1;\n}\n");
  discount.git("add", "-A");
  expect(commit(discount)).toBe("#101 Add weightOf");
  discount.git("config", "--unset", "core.commentChar");
});

test("a log of gitmoji gets its emoji, and a log of areas its area", async () => {
  const log = (subjects: readonly string[]): void => {
    shop.commit(subjects[0] ?? "");
    for (let index = 0; index < 60; index++)
      shop.git("commit", "--quiet", "--allow-empty", "-m", subjects[index % subjects.length] ?? "");
  };
  log([":sparkles: Add orders", ":bug: Fix prices"]);
  shop.write("packages/core/src/weight.ts", "export function weightOf(): number {\n  return 1;\n}\n");
  expect(await draft()).toBe(":sparkles: Add weightOf");
  log(["core: add orders", "web: mend the list"]);
  shop.write("packages/core/src/height.ts", "export function heightOf(): number {\n  return 1;\n}\n");
  expect(await draft()).toBe("core: add heightOf");
});

test("no draft holds one of the workspace's secrets", async () => {
  shop.write("packages/core/src/config.ts", "export const retries = 4;\n");
  const message = await draft();
  for (const { secret } of workspace.secrets) expect(message).not.toContain(secret);
});

test("files named like revisions are drafted, too", async () => {
  shop.git("reset", "--quiet", "--hard");
  shop.git("clean", "-fdq");
  for (const name of ["HEAD", "main"]) shop.write(name, "export function named(): void {}\n");
  expect(await draft()).toMatch(/HEAD|main/);
  shop.git("add", "-A", "--", "HEAD", "main");
  expect(await draft()).toMatch(/HEAD|main/);
});
