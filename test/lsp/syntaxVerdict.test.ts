// Own folder: a document in memory; offers are judged by its grammar, no folder is read.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { accepted, atCaret, usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { patiently } from "../support/patiently";

const use = usingClients();
const uri = "file:///work/a.ts";

test("accepting a suggestion adds no syntax error to the document", async () => {
  let said = "";
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => said) }));
  await client.start();
  await client.ready();
  const check = async (fixture: string, reply: string, expected: string | undefined): Promise<void> => {
    said = reply;
    const { text, offset } = atCaret(fixture);
    client.open(uri, text);
    // The first requests may come before the document's tree, or find a machine that is busy for more than 3 ms.
    await patiently(async () => {
      const item = (await client.complete(uri, offset, { isInvoked: true })).at(0);
      expect(item && accepted(client, uri, item)).toBe(expected);
    });
    client.close(uri);
  };
  const body = "function f() {\n  █\n}\n";
  await check(body, "const total = sum(prices;", "function f() {\n  ├const total = sum(┤\n}\n");
  await check(body, "start();\n  return 1 2;", "function f() {\n  ├start();┤\n}\n");
  await check(body, "start(1);", "function f() {\n  ├start(1);┤\n}\n");
  await check(body, "];", undefined);
});
