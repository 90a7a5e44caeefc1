// Own folder: a workspace whose files aren't open, with the real model.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";

const use = usingClients();
let top: string;
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "nanotype-files-"));
  for (const folder of ["zoo", "zoo/src", "zoo/secret", "bank"]) mkdirSync(join(top, folder));
  writeFileSync(join(top, "zoo/src/ledger.ts"), `${line("zebraLedger", "striped")}\nexport const other = 1;\n`);
  writeFileSync(join(top, "zoo/secret/ledger.ts"), `${line("tapirLedger", "spotted")}\nexport const other = 2;\n`);
  writeFileSync(join(top, "zoo/.gitignore"), "secret/\n");
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const uriOf = (path: string): string => pathToFileURL(join(top, path)).href;
const line = (name: string, word: string): string =>
  `export const ${name} = openAuditedLedger("${word}", 42, { audited: true });`;

let asked = 0;
/** Asks in a new document, so that no answer is one that was kept. */
async function offered(client: LspClient, folder: string, name: string): Promise<string> {
  const text = `import { openAuditedLedger } from "./open${++asked}";\n\nexport const ${name} = openAud`;
  const uri = uriOf(`${folder}/new${asked}.ts`);
  client.open(uri, text);
  const items = await client.complete(uri, text.length, { isInvoked: true });
  client.close(uri);
  return items.at(0)?.insertText ?? "";
}

test("a completion comes from a file of the workspace that isn't open; not from another project's, an ignored one or one that was deleted", async () => {
  const client = use(inMemoryClient());
  await client.start({ folders: ["zoo", "bank"].map(uriOf), initializationOptions: { settings: {} } });
  await client.logLine(/^The workspace's files are remembered/);
  await patiently(async () =>
    expect(await offered(client, "zoo/src", "zebraLedger")).toContain('itedLedger("striped", 42'),
  );
  expect((await client.stats()).workspace.fileCount).toBe(2); // the ignore file is one
  expect(await offered(client, "bank", "zebraLedger")).not.toContain("striped");
  expect(await offered(client, "zoo/src", "tapirLedger")).not.toContain("spotted");
  rmSync(join(top, "zoo/src/ledger.ts"));
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: uriOf("zoo/src/ledger.ts"), type: 3 }],
  });
  await patiently(async () => expect(await offered(client, "zoo/src", "zebraLedger")).not.toContain("striped"));
});
