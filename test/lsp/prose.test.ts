// Own folder: a Markdown document in memory, so that nothing else feeds its offers.
import { expect, test } from "vitest";
import type { CompletionChunk, CompletionRequest } from "../../server/src/model/backend";
import { EchoModel } from "../support/echoModel";
import { usingClients } from "../support/lspSession";
import { inMemoryClient } from "../support/lspServers";

const use = usingClients();
const uri = "file:///work/notes.md";

/** Requests at █ in a Markdown file for which the model says `answer`; returns the offer. */
async function offered(fixture: string, answer: string): Promise<string | undefined> {
  const client = use(inMemoryClient({ createModel: () => new EchoModel(() => answer, 0) }));
  await client.start();
  client.open(uri, fixture.replace("█", ""), "markdown");
  const items = await client.complete(uri, fixture.indexOf("█"));
  return items.at(0)?.insertText;
}

test("Markdown gets one sentence", async () =>
  expect(await offered("We wait█\n", " for all files. Then we continue. And again.")).toBe(" for all files."));
test("a fence in Markdown gets code by the rules of its language", async () =>
  expect(await offered("Run:\n\n```ts\nconst a = open(█)\n```\n", "path. Then);\n```\nMore")).toBe("path. Then);"));
test("a comment in a fence is a comment", async () =>
  expect(await offered("```ts\n// █\nrun();\n```\n", "await run();")).toBeUndefined());
test("a heading that was just begun is left to the author", async () =>
  expect(await offered("Text.\n\n## █\n", "Usage")).toBeUndefined());

/** A model whose text comes in pieces with probabilities. */
class WordModel extends EchoModel {
  pieces: readonly (readonly [text: string, probability: number])[] = [];

  constructor() {
    super(() => "");
  }

  override async *stream(request: CompletionRequest): AsyncIterable<CompletionChunk> {
    await Promise.resolve();
    this.requests.push(request);
    for (const [text, probability] of this.pieces)
      yield { candidate: 0, text, tokenCount: 1, logProb: Math.log(probability) };
    yield { candidate: 0, text: "", tokenCount: 0, finish: "end" };
  }
}

test("prose gets the next words as far as they are certain, six at most, and nothing where the first isn't", async () => {
  const model = new WordModel();
  const client = use(inMemoryClient({ createModel: () => model }));
  await client.start();
  let count = 0;
  const offer = async (
    languageId: string,
    text: string,
    ...pieces: typeof model.pieces
  ): Promise<string | undefined> => {
    model.pieces = pieces;
    const own = `file:///work/${count++}.txt`;
    client.open(own, text, languageId);
    return (await client.complete(own, text.length)).at(0)?.insertText;
  };
  expect(await offer("markdown", "We wait", [" for", 0.9], [" all", 0.8], [" files", 0.2], [" here", 0.9])).toBe(
    " for all",
  );
  expect(await offer("plaintext", "We wait", [" until", 0.3], [" all", 0.9])).toBeUndefined();
  const seven = ["one", "two", "three", "four", "five", "six", "seven"].map((word) => [` ${word}`, 0.99] as const);
  for (const languageId of ["markdown", "restructuredtext", "latex", "git-commit"])
    expect(await offer(languageId, "We count", ...seven)).toBe(" one two three four five six");
  expect(await offer("scminput", "Count to seven in steps", ...seven)).toBe(" one two");
  expect(await offer("markdown", "---\ntitle:", ...seven)).toBe(" one two three four five six");
  // Code is offered by lines as before.
  expect(
    await offer("typescript", "const total = ", ["one", 0.9], [" + two + three + four + five + six + 7;", 0.9]),
  ).toBe("one + two + three + four + five + six + 7;");
});
