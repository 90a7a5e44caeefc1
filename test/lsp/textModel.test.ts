// Own folder: servers in memory with two scripted models, so that each answer shows which one made it.
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { BackendError } from "../../server/src/model/errors";
import type { LocalModelState } from "../../server/src/model/local/localModel";
import { EchoModel } from "../support/echoModel";
import type { LspClient } from "../support/lspClient";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();

/** A model that is loaded once it was started, or can't be. */
class LazyModel extends EchoModel {
  override state: LocalModelState = { kind: "idle" };

  readonly #outcome: LocalModelState;
  #listener: ((state: LocalModelState) => void) | undefined;

  constructor(answer: string, outcome?: LocalModelState) {
    super(() => answer);
    this.#outcome = outcome ?? { kind: "ready", model: this.model, limits: this.limits, runtime: "native" };
  }

  override onStateChange(listener?: (state: LocalModelState) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  override ensureStarted(): Promise<void> {
    this.state = this.#outcome;
    this.#listener?.(this.state);
    return Promise.resolve();
  }
}

/** Starts a server with a model for code and one for prose; `textModel` is the setting. */
async function start(textModel: string, text = new LazyModel(" from the text model")) {
  const code = new EchoModel(() => " from the code model");
  const made: string[] = [];
  const createModel = ({ modelFolder }: { modelFolder: string }) => {
    made.push(modelFolder);
    return modelFolder === textModel ? text : code;
  };
  const client = use(inMemoryClient({ createModel }));
  await client.start({ initializationOptions: { settings: { "local.textModel": textModel } } });
  return { client, code, text, made };
}

let count = 0;
async function offer(client: LspClient, languageId: string): Promise<string | undefined> {
  const uri = `file:///work/${++count}.txt`;
  const text = `The ${languageId} text number ${count} is`;
  client.open(uri, text, languageId);
  return (await client.complete(uri, text.length)).at(0)?.insertText;
}

test("prose is completed by its own model once that is loaded, code by the other one", async () => {
  const { client, text, made } = await start("/models/text");
  expect(made).toHaveLength(2);
  expect(text.state.kind).toBe("idle");
  expect(await offer(client, "typescript")).toBe(" from the code model");
  expect(text.state.kind).toBe("idle");
  // The first request of prose loads it, and doesn't wait for it.
  expect(await offer(client, "markdown")).toBe(" from the code model");
  expect(await offer(client, "markdown")).toBe(" from the text model");
  expect(await offer(client, "typescript")).toBe(" from the code model");
});

test("a model for prose that can't be loaded is named in the status, and prose is completed all the same", async () => {
  const error = new BackendError("modelMissing", "The model's folder isn't there.");
  const { client } = await start("/models/text", new LazyModel("", { kind: "stopped", error }));
  for (let index = 0; index < 2; index++) expect(await offer(client, "markdown")).toBe(" from the code model");
  const { health, message } = await client.status((status) => status.message.includes("textModel"));
  expect(health).toBe("warning");
  expect(message).toBe(
    "nanotype.local.textModel: The model's folder isn't there. The model for code completes prose too.",
  );
});

test("without the setting there is one model, and it completes prose", async () => {
  const { client, made } = await start("");
  expect(await offer(client, "markdown")).toBe(" from the code model");
  expect(made).toHaveLength(1);
});

test("a model for prose in an untrusted workspace isn't loaded", async () => {
  const folder = pathToFileURL(process.cwd()).href;
  const code = new EchoModel(() => " from the code model");
  const made: string[] = [];
  const createModel = ({ modelFolder }: { modelFolder: string }) => {
    made.push(modelFolder);
    return code;
  };
  const client = use(inMemoryClient({ createModel }));
  await client.start({
    folders: [folder],
    initializationOptions: { settings: { "local.textModel": `${process.cwd()}/models/text` } },
  });
  expect(await offer(client, "markdown")).toBe(" from the code model");
  expect(made).toHaveLength(1);
});
