import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CompletionRequest } from "../../server/src/backend/backend";
import { draftCommitMethod, type DraftCommitResult } from "../../server/src/protocol";
import { EchoModel } from "../support/echoModel";
import { createRepository, type GitFixture } from "../support/gitFixture";
import type { LspClient } from "../support/lspClient";
import { inMemoryClient } from "../support/lspServers";
import { usingClients } from "../support/lspSession";

const use = usingClients();
let repository: GitFixture;
beforeEach(() => {
  repository = createRepository();
  repository.commit("feat(shop): add the shop", { "src/shop.ts": "export const prices = [1];\n" });
  repository.write(
    "src/shop.ts",
    "export const prices = [1];\n\nexport function isEmpty(list: number[]): boolean {\n  return list.length === 0;\n}\n",
  );
  repository.git("add", "-A");
});
afterEach(() => repository.dispose());

const ask = (client: LspClient): Promise<DraftCommitResult> =>
  client.connection.sendRequest(draftCommitMethod, { repositoryUri: pathToFileURL(repository.folder).href });

test("a larger model on this machine completes the subject behind the type that the rules give", async () => {
  const requests: CompletionRequest[] = [];
  const model = new EchoModel((request) => {
    requests.push(request);
    return "tell whether a list is empty\nand more";
  });
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start({ configuration: { "local.model": "./larger" } });
  const { message, alternatives } = await ask(client);
  expect(message).toBe("feat(shop): tell whether a list is empty");
  expect(alternatives).toContain("feat(shop): add isEmpty");
  expect(requests.at(-1)?.prompt.prefix).toMatch(
    /\+export function isEmpty[\s\S]*- feat\(shop\): add the shop[\s\S]*- feat\(shop\): $/,
  );
});

test("its message is not used where it names what the change does not hold", async () => {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "call `frobnicate` twice") }));
  await client.start({ configuration: { "local.model": "./larger" } });
  expect(await ask(client)).toMatchObject({ message: "feat(shop): add isEmpty", backend: "offline" });
});

test("the embedded model is not asked: the rules do better", async () => {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "tell whether a list is empty") }));
  await client.start();
  expect(await ask(client)).toMatchObject({ message: "feat(shop): add isEmpty", backend: "offline" });
});

test("a model folder that is not there leaves the message to the rules, and says so", async () => {
  const client = use(inMemoryClient());
  await client.start({ configuration: { "local.model": join(repository.folder, "nowhere") } });
  const { message, backend, reason } = await ask(client);
  expect({ message, backend }).toEqual({ message: "feat(shop): add isEmpty", backend: "offline" });
  expect(reason).toMatch(/no model folder.*written by rules/s);
});
