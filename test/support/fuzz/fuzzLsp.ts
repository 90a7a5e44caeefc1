import { EchoModel } from "../echoModel";
import { inMemoryClient } from "../lspServers";
import { Random } from "./random";

/** Stands in every document, and must not stand in the log. */
const canary = ["canary", "in", "a", "document"].join("-");
const uris = ["file:///work/a.ts", "file:///work/b.py", "untitled:c", "file:///work/%zz", ""];
const languages = ["typescript", "python", "markdown", "json", "plaintext", "no such language", ""];
const methods = [
  ...[
    "textDocument/inlineCompletion",
    "nanotype/explain",
    "nanotype/stats",
    "nanotype/consent",
    "nanotype/testEndpoint",
  ],
  ...[
    "nanotype/draftComment",
    "nanotype/draftCommit",
    "workspace/executeCommand",
    "textDocument/codeAction",
    "no/such",
  ],
];
const notifications = [
  ...["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "workspace/didChangeConfiguration"],
  ...["nanotype/accepted", "nanotype/secretChanged", "nanotype/trusted", "$/cancelRequest", "$/setTrace", "no/such"],
];

/**
 * A client that has lost its mind: edits that lie outside of the text or cut characters in two, parameters of any type, requests
 * cancelled or for documents that never were. Afterwards the server must still complete as ever.
 * @throws Error where it does not.
 */
export async function fuzzLsp(seed: number, messageCount: number): Promise<void> {
  const random = new Random(seed);
  const client = inMemoryClient({ createModel: () => new EchoModel(() => "local();\n") });
  const { connection } = client;
  // First what the protocol allows, however odd; then parameters of any type.
  let isRight = true;
  const position = (): unknown =>
    random.chance(isRight ? 1 : 0.9)
      ? { line: random.pick([0, 1, 2, 5, 1e6, -1, 2 ** 31]), character: random.pick([0, 1, 3, 9, 1e6, -3, 0.5]) }
      : random.json(1);
  const document = (): unknown => ({ uri: random.pick(uris), version: random.below(50) });
  const change = (): unknown =>
    isRight || random.chance(0.8)
      ? { range: { start: position(), end: position() }, text: random.text(6) }
      : { text: canary + random.text(30) };
  const notify = (): [string, unknown] => {
    if (!isRight && random.chance(0.2)) return [random.pick(notifications), random.json()];
    if (random.chance(0.2)) {
      const item = {
        uri: random.pick(uris),
        languageId: random.pick(languages),
        version: 1,
        text: canary + random.text(60),
      };
      return ["textDocument/didOpen", { textDocument: item }];
    }
    if (random.chance(0.1)) return ["textDocument/didClose", { textDocument: document() }];
    const contentChanges = Array.from({ length: 1 + random.below(3) }, change);
    return ["textDocument/didChange", { textDocument: document(), contentChanges }];
  };

  await client.start({ configuration: {} });
  const answers: Promise<unknown>[] = [];
  for (let count = 0; count < messageCount; count++) {
    if (isRight && count > messageCount / 2) {
      await Promise.all(answers.splice(0));
      await client.stats();
      const wrong = client.logLines.find((line) => /failed|Error/.test(line));
      if (wrong !== undefined) throw new Error(`Seed ${seed}: ${wrong}`);
      isRight = false;
    }
    if (random.chance(0.7)) {
      void connection.sendNotification(...notify());
      continue;
    }
    const isKnown = isRight || random.chance(0.7);
    const context = { triggerKind: 1 + random.below(2) };
    const params = isKnown ? { textDocument: document(), position: position(), context } : random.json();
    const method = isKnown ? "textDocument/inlineCompletion" : random.pick(methods);
    const abort = new AbortController();
    answers.push(client.request(method, params, abort.signal).catch(() => undefined));
    if (random.chance(0.3)) abort.abort();
    if (answers.length >= 20) await Promise.all(answers.splice(0));
  }
  await Promise.all(answers);

  const text = "const total = ";
  client.open("file:///work/sane.ts", text);
  client.configurationChanged({});
  const items = await client.complete("file:///work/sane.ts", text.length, { isInvoked: true });
  if (items.at(0)?.insertText !== "local();") throw new Error(`Seed ${seed}: it completes no more.`);
  if (client.logLines.some((line) => line.includes(canary))) throw new Error(`Seed ${seed}: the log holds text.`);
  await client.stop();
}
