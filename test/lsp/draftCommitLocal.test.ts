// Own folder: two subjects must weigh the same to the rules, and a short log must decide between them.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CompletionRequest } from "../../server/src/model/backend";
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

const ask = (client: LspClient, typed = ""): Promise<DraftCommitResult> =>
  client.connection.sendRequest(draftCommitMethod, { repositoryUri: pathToFileURL(repository.folder).href, typed });

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

test("its message is not used if it names something that is not in the change", async () => {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => "call `frobnicate` twice") }));
  await client.start({ configuration: { "local.model": "./larger" } });
  expect(await ask(client)).toMatchObject({ message: "feat(shop): add isEmpty", backend: "offline" });
});

/** Changes two defaults, so that two subjects are equally good. */
function changeTwoDefaults(): void {
  const source = (prices: number, rooms: number): string =>
    `export function open(prices = ${prices}, rooms = ${rooms}): number {\n  return prices * rooms;\n}\n`;
  repository.write("src/shop.ts", source(1, 2));
  repository.git("add", "-A");
  repository.commit("feat(shop): open the shop");
  repository.write("src/shop.ts", source(3, 4));
  repository.git("add", "-A");
}

test("the embedded model is asked only to choose when two subjects are equally good", async () => {
  const model = new EchoModel(() => "open everything");
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start();
  expect(await ask(client)).toMatchObject({ message: "feat(shop): add isEmpty", backend: "offline" });
  expect(model.requests).toEqual([]);

  changeTwoDefaults();
  const first = await ask(client);
  expect(model.requests.map(({ choices }) => choices)).toEqual([
    ["refactor(shop): change default of prices to 3", "refactor(shop): change default of rooms to 4"],
  ]);
  expect(first.backend).toBe("offline");
  expect(model.requests.at(0)?.choices).toContain(first.message);
});

test("the embedded model chooses the subject that it finds more probable, and continues the begun text", async () => {
  changeTwoDefaults();
  const client = use(inMemoryClient());
  await client.start();
  await client.ready();
  const choose = async (typed: string): Promise<string> => (await ask(client, typed)).message;
  const subjects = ["refactor(shop): change default of prices to 3", "refactor(shop): change default of rooms to 4"];
  // The words of the latest subjects weigh most.
  for (const [index, word] of ["prices", "rooms"].entries()) {
    for (const verb of ["change", "change", "change"])
      repository.git(
        "commit",
        "--quiet",
        "--only",
        "--allow-empty",
        "-m",
        `refactor(shop): ${verb} default of ${word} to 9`,
      );
    expect(await choose("")).toBe(subjects[index]);
    expect(await choose("")).toBe(subjects[index]);
    expect(await choose("refactor(shop): change def")).toBe(subjects[index]);
  }
});

test("with a real larger model, its answer is used only if it names parts of the change", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nanotype-larger-"));
  try {
    const larger = join(folder, "larger");
    cpSync("server/models/nanotype-6m", larger, { recursive: true });
    const client = use(inMemoryClient());
    await client.start({ configuration: { "local.model": larger } });
    await client.ready();
    const { message, backend, reason, alternatives } = await ask(client);
    expect(alternatives.concat(message)).toContain("feat(shop): add isEmpty");
    expect(message).toMatch(/^feat\(shop\): \S.{0,58}$/);
    if (backend === "offline") expect(reason).toMatch(/gave no usable message; the message was written by rules/);
    else expect(reason).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a missing model folder leaves the message to the rules, and is reported", async () => {
  const client = use(inMemoryClient());
  await client.start({ configuration: { "local.model": join(repository.folder, "nowhere") } });
  const { message, backend, reason } = await ask(client);
  expect({ message, backend }).toEqual({ message: "feat(shop): add isEmpty", backend: "offline" });
  expect(reason).toMatch(/no model folder.*written by rules/s);
});
