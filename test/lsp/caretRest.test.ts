// Own folder: documents in memory only; no folder is read.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";

const use = usingClients();
const uri = "file:///work/a.ts";

test("where the caret rests the model reads the prompt of the next key, unless suggestions are off there", async () => {
  const model = new EchoModel(() => "price * count;");
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start({ configuration: { enable: { "*": true, python: false } } });
  client.open(uri, "const total = \n\nexport {};\n");
  client.open("file:///work/a.py", "total = ", "python");
  const rest = (of: string, character: number): Promise<void> =>
    client.connection.sendNotification("nanotype/caretRested", {
      textDocument: { uri: of },
      position: { line: 0, character },
    });
  await rest("file:///work/unknown.ts", 0);
  await rest("file:///work/a.py", 8);
  await rest(uri, 14);
  await client.complete(uri, 14);
  expect(model.prepared.map(({ prompt }) => prompt)).toEqual([model.requests[0].prompt]);
  expect(model.prepared[0].priority).toBe("keystroke");
});
