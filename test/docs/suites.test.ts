import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const suites = ["test/lsp", "test/server/cli", "test/host"].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.test\.ts$|Suite\.ts$/.test(name))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), "utf8") })),
);

/** A suite under another name: one call of what is in a `…Suite.ts`. */
const isCall = /^import [^\n]+\n+\w+Suite\("[\d.]+"\);\n$/;
/** In `test/host`, `useWorkbench` opens the real workspace unless it is given a folder. */
const isInRealWorkspace = /realWorkspace|\buseWorkbench\(/i;
/** `// Own folder: the workspace itself is hostile.`, not a reason of one or two words. */
const reason = /^\/\/ Own (?:folder|settings): (?=(?:\S+ ){3}|none; )[^\n]+\.$/m;

test.each(suites.map(({ path, text }) => [path, text]))(
  "%s runs in the realistic workspace, or says in one line why not",
  (_path, text) => {
    if (isCall.test(text)) return;
    expect(isInRealWorkspace.test(text) || reason.test(text)).toBe(true);
    if (/\bownFolder:/.test(text)) expect(text).toMatch(/\/\/ A folder of its own, since /);
    if (/\bsettings: calmEditor\b/.test(text)) expect(text).toMatch(/\/\/ .*\bcalm, since /i);
  },
);
