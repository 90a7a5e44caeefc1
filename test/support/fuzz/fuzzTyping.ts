import { lfText, type LineEnd } from "../../../server/src/base/lineEnds";
import { EchoModel } from "../echoModel";
import type { LspClient } from "../lspClient";
import { inMemoryClient } from "../lspServers";
import { Random } from "./random";

const uri = "file:///work/typed.ts";
const pieces = [
  "a",
  "total",
  " ",
  "(",
  ")",
  "{",
  "}",
  ";",
  "\n",
  "\n  ",
  '"',
  "👋",
  "// ",
  "/**",
  "return ",
  "\n\n",
  "",
];

/**
 * Somebody who types fast into a document with line ends of one kind or of both, deletes, and takes what is offered. The model must
 * be asked about the text that the client has, with `\n` alone, and nothing may be offered with line ends that the document lacks.
 * @throws Error where that is not so.
 */
export async function fuzzTyping(seed: number, keyCount: number): Promise<void> {
  const random = new Random(seed);
  const ends = random.pick<readonly LineEnd[]>([["\r\n"], ["\n"], ["\r\n", "\n"]]);
  const written = (text: string): string => text.replace(/\n/g, () => random.pick(ends));
  const model = new EchoModel(
    () => `${random.pick(["", "", "", ...pieces])}x();${random.pick(["\n", "\r\n"])}  y();\n`,
  );
  const client = inMemoryClient({ createModel: () => model });
  await client.start({ initializationOptions: { settings: { eagerness: "eager" } } });
  client.open(uri, "");
  let caret = 0;
  for (let key = 0; key < keyCount; key++) {
    if (key % 20 === 0) {
      // What random keys leave is soon nothing that could be completed.
      await client.change(uri, 0, client.text(uri).length, written("function f() {\n  \n}\n"));
      caret = client.text(uri).indexOf("\n") + 3;
    }
    const text = client.text(uri);
    if (random.chance(0.15)) caret = placeIn(text, random.below(text.length + 1));
    const from = random.chance(0.2) ? placeIn(text, Math.max(0, caret - random.below(8))) : caret;
    const typed = written(random.pick(pieces));
    await client.change(uri, from, caret, typed);
    caret = from + typed.length;
    if (random.chance(0.5)) caret = await ask(client, { model, caret, isInvoked: random.chance(0.6), ends, seed });
  }
  await client.stop();
}

/** Asks at the caret, and takes what is offered; gives the caret's place afterwards. */
async function ask(
  client: LspClient,
  params: { model: EchoModel; caret: number; isInvoked: boolean; ends: readonly LineEnd[]; seed: number },
): Promise<number> {
  const { model, caret, isInvoked, ends, seed } = params;
  const text = client.text(uri);
  const told = `Seed ${seed}: ${JSON.stringify({ text, caret, isInvoked })}`;
  const askedCount = model.requests.length;
  const offered = (await client.complete(uri, caret, { isInvoked })).at(0);
  for (const { prompt, priority } of model.requests.slice(askedCount)) {
    // The line after the caret's, asked for ahead.
    if (priority === "background") continue;
    if (!lfText(text.slice(0, caret)).endsWith(prompt.prefix))
      throw new Error(`${told} was asked as ${prompt.prefix}.`);
    if (!lfText(text.slice(caret)).includes(prompt.suffix))
      throw new Error(`${told} was asked before ${prompt.suffix}.`);
  }
  if (offered === undefined) return caret;
  const { insertText, range } = offered;
  const [start, end] = [client.offsetAt(uri, range.start), client.offsetAt(uri, range.end)];
  if (start !== caret || /[\r\n]/.test(text.slice(start, end))) throw new Error(`${told} got another range.`);
  if ((insertText.match(/\r\n|\n|\r/g) ?? []).some((each) => !ends.some((lineEnd) => lineEnd === each)))
    throw new Error(`${told} was offered ${JSON.stringify(insertText)}.`);
  await client.change(uri, start, end, insertText);
  return start + insertText.length;
}

/** The place at an offset, or before it where that would cut a character or a line end in two. */
function placeIn(text: string, offset: number): number {
  return /^(?:\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF])$/.test(text.slice(offset - 1, offset + 1)) ? offset - 1 : offset;
}
