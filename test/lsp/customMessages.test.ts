// Own folder: none. Custom messages of a wrong form; no document is opened.
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";

/** Replaces the user's text. */
const canary = ["canary", "in", "the", "params"].join("-");
const document = { uri: "file:///a.ts" };
const caret = { line: 0, character: 0 };

let client: LspClient;
beforeAll(async () => {
  client = inMemoryClient();
  await client.start();
});
afterAll(() => client.stop());

const wrong: [method: string, params: unknown, reason: string][] = [
  ["nanotype/draftCommit", {}, "repositoryUri must be of type string."],
  ["nanotype/draftCommit", { repositoryUri: "file:///r", typed: { [canary]: 1 } }, "typed must be of type string."],
  ["nanotype/draftCommit", { repositoryUri: "file:///r", attempt: canary }, "attempt must be of type number."],
  [
    "nanotype/draftCommit",
    { repositoryUri: "file:///r", partialResultToken: [canary] },
    "partialResultToken isn't of the form that this message needs.",
  ],
  ["nanotype/draftCommit", null, "The params of this message must be of type object."],
  ["nanotype/draftComment", { textDocument: document }, "position must be of type object."],
  [
    "nanotype/draftComment",
    { textDocument: document, position: { line: canary, character: 0 } },
    "position.line must be of type number.",
  ],
  ["nanotype/model/pull", { id: "a" }, "acceptedLicence must be of type string."],
  ["nanotype/model/select", { id: "a", role: canary }, "role must be one of: code, text."],
  ["nanotype/model/remove", { id: [canary] }, "id must be of type string."],
  ["nanotype/preview", { textDocument: canary, position: caret }, "textDocument must be of type object."],
  [
    "nanotype/preview",
    { textDocument: document, position: { line: 0, character: -1 } },
    "position.character isn't of the form that this message needs.",
  ],
  ["nanotype/consent", { uri: "file:///a.ts", change: canary }, "change must be one of: ask, decline."],
  ["nanotype/explain", { textDocument: { uri: 7 } }, "textDocument.uri must be of type string."],
  ["nanotype/testEndpoint", { name: [canary] }, "name must be of type string."],
  ["nanotype/testEndpoint", { name: "n", endpoint: canary }, "endpoint must be of type record."],
  ["nanotype/describeEndpoint", { url: 1 }, "url must be of type string."],
];

describe("params of a wrong form are refused in one sentence that quotes nothing, and the server lives on:", () => {
  test.each(wrong)("%s %j", async (method, params, reason) => {
    const failure: unknown = await client.request(method, params).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: -32602, message: reason });
    expect(await client.explain()).toMatchObject({ steps: [] });
  });

  test("params by position and params left out are refused too", async () => {
    for (const send of [
      client.connection.sendRequest("nanotype/draftCommit"),
      client.request("nanotype/draftCommit", [canary, canary]),
    ])
      expect(await send.catch((error: unknown) => error)).toMatchObject({ code: -32602 });
    expect(client.logLines.join("\n")).not.toContain(canary);
  });

  test.each([
    ["nanotype/accepted", { itemId: { [canary]: 1 } }],
    ["nanotype/dismissed", { textDocument: canary }],
    ["nanotype/cells", { notebook: document, cells: [{ [canary]: 1 }] }],
  ])("the notification %s is named in the log", async (method, params) => {
    await client.connection.sendNotification(method, params);
    const line = await client.logLine(new RegExp(method));
    expect(line).toBe(`A message of the client could not be handled (${method}); completions continue.`);
    expect(client.logLines.join("\n")).not.toContain(canary);
  });
});

test("fields that a newer client adds are ignored", async () => {
  expect(await client.request("nanotype/consent", { uri: "file:///a.ts", later: 1 })).toMatchObject({
    permission: "notNeeded",
  });
});
