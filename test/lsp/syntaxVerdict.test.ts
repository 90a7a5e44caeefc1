// Own folder: a document in memory; offers are judged by its grammar, no folder is read.
import { test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";
import { expectRequested } from "../support/requestedAt";

const use = usingClients();
const uri = "file:///work/a.ts";

test("accepting a suggestion adds no syntax error to the document", async () => {
  let said = "";
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => said) }));
  await client.start();
  await client.ready();
  const check = async (fixture: string, reply: string, expected: string | undefined): Promise<void> => {
    said = reply;
    await expectRequested(client, uri, { fixture, expected });
  };
  const body = "function f() {\n  █\n}\n";
  await check(body, "const total = sum(prices;", "function f() {\n  ├const total = sum(┤\n}\n");
  await check(body, "start();\n  return 1 2;", "function f() {\n  ├start();┤\n}\n");
  await check(body, "start(1);", "function f() {\n  ├start(1);┤\n}\n");
  await check(body, "];", undefined);
});
