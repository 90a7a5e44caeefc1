import { CancellationToken, type ConfigurationParams } from "vscode-languageserver";
import { beforeEach, expect, test } from "vitest";
import { OfferFollower } from "../../../client/src/offers/acceptance";
import { EagernessLearner } from "../../../client/src/offers/eagernessLearner";
import type { CompletionChunk, CompletionRequest } from "../../../server/src/model/backend";
import { EchoModel } from "../../support/echoModel";
import { usingClients } from "../../support/lspSession";
import { inMemoryClient } from "../../support/lspServers";

const use = usingClients();
const uri = "file:///work/a.ts";
const text = "const total = ";

/** What VS Code keeps for an extension from one session to the next. */
let stored: unknown;
beforeEach(() => (stored = undefined));

/** Sure enough for `balanced`, and not for `quiet`. */
class FairlySureModel extends EchoModel {
  override async *stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionChunk> {
    for await (const chunk of super.stream(request, signal)) yield { ...chunk, logProb: -0.5 * chunk.tokenCount };
  }
}

/** A session of VS Code: what VS Code itself would answer for the settings goes through the extension's experience. */
async function session(params: { settings?: object; isChosen?: boolean } = {}) {
  const { settings = { eagerness: "balanced" }, isChosen = false } = params;
  const client = use(inMemoryClient({ createModel: () => new FairlySureModel(() => "prices.sum();\n") }));
  const experience = new EagernessLearner(
    { get: () => stored, update: (_key, value) => Promise.resolve(void (stored = value)) },
    {
      log: { info: () => undefined, debug: () => undefined },
      isChosen: () => isChosen,
      onEarned: () => client.configurationChanged(settings),
    },
  );
  client.connection.onRequest("workspace/configuration", (asked: ConfigurationParams) =>
    experience.configuration(asked, CancellationToken.None, () => [settings]),
  );
  await client.start({ configuration: settings });
  client.open(uri, text);
  const offers = async (): Promise<number> => (await client.complete(uri, text.length)).length;
  return { client, experience, offers };
}

/** The user types and takes, or leaves, what is offered to them. */
function live(experience: EagernessLearner, fates: { taken: number; left: number }): void {
  const follower = new OfferFollower((outcome) => experience.noteOutcome(outcome));
  const offer = (itemId: string) => follower.offered({ uri, itemId, offset: 5, text: "prices.sum()" });
  for (let count = 0; count < fates.left; count++) {
    offer(`left ${count}`);
    follower.changed({ uri, offset: 5, removedCharCount: 0, insertedText: "q" });
  }
  for (let count = 0; count < fates.taken; count++) {
    offer(`taken ${count}`);
    follower.accepted(`taken ${count}`);
  }
}

test("automatic offers start quiet, and become balanced once the user's own acceptance has earned it, for later sessions too", async () => {
  const { client, experience, offers } = await session();
  expect(await offers()).toBe(0);
  expect((await client.explain(uri)).summary).toContain("quiet needs");
  live(experience, { taken: 4, left: 16 });
  await expect.poll(offers, { timeout: 10_000 }).toBe(1);
  expect(await (await session()).offers()).toBe(1);
});

test("they become quiet again when little is taken", async () => {
  const { experience, offers } = await session();
  live(experience, { taken: 4, left: 16 });
  await expect.poll(offers, { timeout: 10_000 }).toBe(1);
  live(experience, { taken: 0, left: 60 });
  expect(await (await session()).offers()).toBe(0);
});

test("what the user has chosen counts from the start, and nothing that is taken or left changes it", async () => {
  const balanced = await session({ isChosen: true });
  expect(await balanced.offers()).toBe(1);
  const quiet = await session({ settings: { eagerness: "quiet" }, isChosen: true });
  live(quiet.experience, { taken: 60, left: 0 });
  expect(await quiet.offers()).toBe(0);
});
