// Own folder: a project of one forbidden import each, which this repository must not hold.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "nanotype-layers-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Forbidden imports: the rule, the importing file, and its import relative to that file or by package. */
const forbidden: readonly [rule: string, file: string, imported: string][] = [
  ["server/src/base", "server/src/base/a.ts", "../settings/z"],
  ["server/src/settings", "server/src/settings/a.ts", "../engine"],
  ["server/src/code", "server/src/code/a.ts", "../model/z"],
  ["server/src/metrics", "server/src/metrics/a.ts", "../cli/z"],
  ["server/src/commit/symbols", "server/src/commit/symbols/a.ts", "../writers/z"],
  ["protocol", "server/src/protocol.ts", "./base/z"],
  ["lsp-without-cli", "server/src/lsp/a.ts", "../cli/z"],
  ["cli-without-lsp", "server/src/cli/a.ts", "../lsp/z"],
  ["client", "client/src/a.ts", "../../server/src/engine"],
  ["server-without-client", "server/src/lsp/b.ts", "../../../client/src/z"],
  ["vscode", "server/src/lsp/c.ts", "vscode"],
  ["lsp-at-the-border", "server/src/completion/a.ts", "vscode-languageserver"],
  ["processes-and-sockets", "server/src/completion/b.ts", "node:child_process"],
  ["processes-and-sockets", "server/src/completion/c.ts", "undici"],
  ["code-is-a-boundary", "server/src/code/b.ts", "node:fs"],
  ["trees-belong-to-code", "server/src/comment/a.ts", "@vscode/tree-sitter-wasm"],
];

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

test("the check of the layers finds each kind of forbidden import, of types too, and each circle", () => {
  for (const [, file, imported] of forbidden) {
    if (imported.startsWith(".")) write(`${join(dirname(file), imported)}.ts`, "export type Z = 1;\n");
    write(file, `import type { Z } from "${imported}";\nexport type A = Z;\n`);
  }
  write("server/src/base/one.ts", 'import type { B } from "./two";\nexport type A = B | 1;\n');
  write("server/src/base/two.ts", 'import type { A } from "./one";\nexport type B = A | 2;\n');
  for (const name of [".dependency-cruiser.mjs", "tsconfig.json"]) copyFileSync(name, join(folder, name));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const { stdout } = spawnSync(
    resolve("node_modules/.bin/depcruise"),
    ["--config", ".dependency-cruiser.mjs", "--output-type", "json", "server/src", "client/src"],
    { cwd: folder, encoding: "utf8", maxBuffer: 1e8 },
  );
  const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const found = summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`);
  for (const [rule, file] of forbidden) expect(found).toContain(`${rule}: ${file}`);
  expect(found).toContain("no-circle: server/src/base/one.ts");
});
