import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runNanotype, type Run } from "../../support/commandLine";
import { createRealWorkspace, type RealWorkspace } from "../../support/realWorkspace/createRealWorkspace";

let workspace: RealWorkspace;
beforeAll(() => (workspace = createRealWorkspace()));
afterAll(() => workspace.dispose());

const run = (args: readonly string[], folder = workspace.folder): Promise<Run> =>
  runNanotype(args, { folder, environment: { NANOTYPE_SETTINGS: join(workspace.folder, "..", "none.json") } });

/** `path:line:column` behind the first place where `before` is. */
function behind(path: string, before: string): string {
  const lines = workspace.text(path).split(/\r?\n/);
  const line = lines.findIndex((text) => text.includes(before));
  return `${path}:${line + 1}:${(lines[line] ?? "").indexOf(before) + before.length + 1}`;
}

test("`complete` answers below nested ignore files, in CR LF files, in a work tree and in a submodule", async () => {
  const places = [
    behind("packages/core/src/customer.ts", "return this.customers."),
    behind("packages/core/src/order.ts", "total += line."),
    behind("packages/web/app/src/CustomerList.tsx", "customers.map("),
    behind("services/billing/invoice/invoice.py", "return sum("),
  ];
  const answers = await Promise.all(places.map((place) => run(["complete", place])));
  expect(answers.map(({ code }) => code)).toEqual(places.map(() => 0));
  // Where the line already says it there is a reason instead.
  for (const { stdout, stderr } of answers) expect(stdout === "").toBe(/^nanotype: nothing to offer\. \w/.test(stderr));
  expect(answers.filter(({ stdout }) => stdout !== "").length).toBeGreaterThanOrEqual(3);
  expect(await run(["complete", places[0]], workspace.worktree)).toMatchObject({ code: 0 });
  expect(await run(["complete", "third_party/tax/src/rates.ts:1:22"])).toMatchObject({ code: 0 });
});

test("`complete` offers nothing in what an ignore file keeps out, or behind a link out of the repository, and says why", async () => {
  const kept = [...workspace.files.filter(({ hidden }) => hidden !== undefined).map(({ path }) => path), ".env"];
  for (const path of [...kept, "packages/web/foreign-link.ts", "packages/web/settings-link.ts"]) {
    const { stdout, stderr } = await run(["complete", `${path}:1:5`]);
    expect([path, stdout.trim()]).toEqual([path, ""]);
    expect([path, stderr.trim().length > 20]).toEqual([path, true]);
  }
});

test("`commit` drafts from a change to a CR LF file, in the form of the history", async () => {
  const path = "packages/core/src/order.ts";
  const text = workspace.text(path).replace("let total = 0;", "let total = order.lines.length === 0 ? 0 : 1;");
  writeFileSync(join(workspace.folder, path), text);
  workspace.repository.git("add", path);
  const { code, stdout } = await run(["commit"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^(feat|fix|refactor|perf|chore)\(core\): /);
  expect(stdout).toMatch(/total/i);
});
