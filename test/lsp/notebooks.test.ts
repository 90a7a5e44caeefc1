// Own folder: cells in memory; their whole prompt is compared.
import { expect, test } from "vitest";
import { cellsMethod } from "../../server/src/protocol";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const notebook = { uri: "file:///work/table.ipynb" };
const cellUri = (name: string): string => `vscode-notebook-cell:/work/table.ipynb#${name}`;

/**
 * Opens cells (`name`, text and a language unless it is Python) in this order, and expects the prompt at the end of the
 * last.
 */
async function check(cells: readonly (readonly [string, string, string?])[], expected: string): Promise<void> {
  const model = new EchoModel(() => "answer");
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start();
  for (const [name, text, languageId = "python"] of cells) client.open(cellUri(name), text, languageId);
  await client.connection.sendNotification(cellsMethod, { notebook, cells: cells.map(([name]) => cellUri(name)) });
  const [name, text] = cells.at(-1) ?? ["", ""];
  await client.complete(cellUri(name), text.length);
  expect(model.requests.at(-1)?.prompt.prefix).toBe(expected);
}

test("gives the model the cells above", () =>
  check(
    [
      ["a", "import pandas"],
      ["b", "x = 1"],
      ["c", "y = "],
    ],
    "import pandas\n\nx = 1\n\ny = ",
  ));

test("leaves out cells in another language", () =>
  check(
    [
      ["a", "# Title", "markdown"],
      ["b", "x = 1"],
      ["c", "y = "],
    ],
    "x = 1\n\ny = ",
  ));

test("leaves out cells that don't fit, the farthest first", () =>
  check(
    [
      ["a", "x = 1"],
      ["b", "b" + "z\n".repeat(4_000)],
      ["c", "c = 2"],
      ["d", "y = "],
    ],
    "c = 2\n\ny = ",
  ));

test("follows a cell that moves, and forgets a notebook that was closed", async () => {
  const model = new EchoModel(() => "answer");
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start();
  const tell = (...names: string[]) =>
    client.connection.sendNotification(cellsMethod, { notebook, cells: names.map(cellUri) });
  client.open(cellUri("a"), "x = 1", "python");
  client.open(cellUri("b"), "y = ", "python");
  for (const [names, expected] of [
    [["b", "a"], "y = "],
    [["a", "b"], "x = 1\n\ny = "],
    [[], "y = "],
  ] as const) {
    await tell(...names);
    await client.complete(cellUri("b"), 4, { isInvoked: true });
    expect(model.requests.at(-1)?.prompt.prefix).toBe(expected);
  }
});
