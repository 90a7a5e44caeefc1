// Own folder: documents in memory only; the user's refusals are judged, no folder is read.
import { expect, test } from "vitest";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
const text = "const total = ";

async function start() {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "price * count;") }));
  await client.start({ configuration: { eagerness: "eager" } });
  client.open(uri, text);
  const offered = async (isInvoked = false): Promise<string[]> =>
    (await client.complete(uri, client.text(uri).length, { isInvoked })).map(({ insertText }) => insertText);
  return { client, offered };
}

test("a suggestion that the editor reports as dismissed stays away until requested", async () => {
  const { client, offered } = await start();
  expect(await offered()).toEqual(["price * count;"]);
  await client.connection.sendNotification("nanotype/dismissed", { textDocument: { uri } });
  expect(await offered()).toEqual([]);
  expect((await client.explain(uri)).summary).toBe("You dismissed this suggestion here.");
  client.type(uri, text.length, "u");
  await client.change(uri, text.length, text.length + 1, "");
  expect(await offered()).toEqual([]);
  expect(await offered(true)).toEqual(["price * count;"]);
});

test("text that was deleted with one key isn't offered again at once", async () => {
  const { client, offered } = await start();
  await offered(true); // by then the document has been compared with the ignore files
  client.type(uri, text.length, "price * count;");
  await client.change(uri, text.length, text.length + "price * count;".length, "");
  expect(await offered()).toEqual([]);
  client.type(uri, text.length, "q");
  await client.change(uri, text.length, text.length + 1, "");
  expect(await offered()).toEqual([]);
  expect((await client.explain(uri)).summary).toBe("You deleted this text here.");
  expect(await offered(true)).toEqual(["price * count;"]);
});

test("an accepted line that was deleted whole isn't offered in its place again", async () => {
  const { client, offered } = await start();
  await offered(true);
  client.type(uri, text.length, "price * count;");
  const whole = client.text(uri);
  await client.change(uri, 0, whole.length, ""); // Shift+Home, Delete
  client.type(uri, 0, text);
  expect(await offered()).toEqual([]);
  expect(await offered(true)).toEqual(["price * count;"]);
});
