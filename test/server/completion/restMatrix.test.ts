import { beforeAll, describe, expect, test } from "vitest";
import { countParseErrors } from "../../../bench/quality/parseErrors";
import { isClosingRest } from "../../../server/src/code/closingRest";
import { Grammars } from "../../../server/src/code/grammars";
import { languageOf } from "../../../server/src/code/languages";
import { placeByText } from "../../../server/src/code/placeByText";
import { OpenText } from "../../../server/src/documents/openText";
import { silentLog } from "../../../server/src/base/log";
import { PipelineEditor } from "../../support/pipeline";
import { restPlaces, restReplies, type RestPlace, type RestReply } from "../../support/restPlaces";

type Trigger = "automatic" | "invoked";
type LineEnd = "\n" | "\r\n";

interface Judged {
  readonly place: RestPlace;
  readonly reply: RestReply;
  readonly trigger: Trigger;
  readonly lineEnd: LineEnd;
  /** The document after acceptance; `undefined` where nothing was offered. */
  readonly now: string | undefined;
}

async function accept(params: Omit<Judged, "now">): Promise<Judged> {
  const { place, reply, trigger, lineEnd } = params;
  const withEnds = (text: string): string => text.replaceAll("\n", lineEnd);
  const { languageId } = place;
  const document = new OpenText({
    uri: "file:///a",
    languageId,
    version: 1,
    text: withEnds(place.before + place.rest + place.below),
  });
  const offset = document.offsetAt(
    new OpenText({ uri: "file:///b", languageId, version: 1, text: withEnds(place.before) }).positionAt(Infinity),
  );
  const editor = new PipelineEditor(`${document.text.slice(0, offset)}█${document.text.slice(offset)}`, languageId);
  editor.place = placeByText(languageOf(place.languageId), { text: editor.text, offset: editor.offset });
  editor.backend.answers = withEnds(reply.text);
  const { answer } = editor.ask({ trigger });
  await editor.clock.advance(200);
  const item = (await answer).items.at(0);
  const now =
    item &&
    withEnds(document.text.slice(0, item.start)) +
      document.outgoing(item.insertText, item.start) +
      withEnds(document.text.slice(item.end));
  return { ...params, now };
}

const wholeOf = ({ before, typed, rest, below }: RestPlace): string => before + typed + rest + below;

/** Says a case in one line, for the report of a failure. */
function told({ place, reply, trigger, lineEnd, now }: Judged): string {
  const start = place.before.split("\n").at(-1) ?? "";
  const end = lineEnd === "\n" ? "LF" : "CR LF";
  const got = now === undefined ? "nothing" : JSON.stringify(now.slice(place.before.length - start.length));
  return `${place.languageId} ${start}█${place.rest} (${trigger}, ${end}), ${JSON.stringify(reply.text)}: ${got}`;
}

/** Whether nothing may be offered: an automatic request in the middle of a line, right behind a block's bracket, or for a single character. */
const mayBeSilent = ({ trigger, place, reply }: Judged): boolean =>
  trigger === "automatic" &&
  (!isClosingRest(place.rest) || /[;{}]\s*$/.test(place.before) || isOneCharacter(place, reply));

/** Whether the caret lacks one character, or the reply has no more before the rest of the line. */
const isOneCharacter = ({ typed }: RestPlace, reply: RestReply): boolean =>
  typed.trim().length <= 1 || reply.text.trim().length <= 1;

function isRight(judged: Judged): boolean {
  const { place, reply, lineEnd, now } = judged;
  if (now === undefined) return mayBeSilent(judged);
  const ends = new Set(now.match(/\r?\n/g));
  if (ends.size > 1 || (ends.size === 1 && !ends.has(lineEnd))) return false;
  const text = now.replaceAll("\r\n", "\n");
  const line = place.before + place.typed + place.rest;
  // A blank before the rest is a matter of taste.
  const plain = (from: string): string => from.replace(/ (?=[\])}>/])/g, "");
  if (plain(text) === plain(wholeOf(place))) return true;
  return (
    reply.kind === "continues with others" &&
    text === line + reply.text.slice((place.typed + place.rest).length) + place.below
  );
}

const judged: Judged[] = [];
const errors = new Map<string, number>();

beforeAll(async () => {
  for (const place of restPlaces())
    for (const reply of restReplies(place))
      for (const trigger of ["automatic", "invoked"] as const)
        for (const lineEnd of ["\n", "\r\n"] as const) judged.push(await accept({ place, reply, trigger, lineEnd }));
  await countErrors();
}, 300_000);

/** Counts the syntax errors of each document by its language's own parser, or by tree-sitter's. */
async function countErrors(): Promise<void> {
  const documents = new Map<string, RestPlace>();
  for (const { place, now } of judged) {
    documents.set(wholeOf(place), place);
    if (now !== undefined) documents.set(now.replaceAll("\r\n", "\n"), place);
  }
  const list = [...documents].map(([text, { languageId, path }]) => ({ text, languageId, path }));
  const own = countParseErrors(list);
  const grammars = new Grammars({ folder: "dist/grammars", log: silentLog });
  const parser = await grammars.createParser();
  for (const [index, { text, languageId }] of list.entries()) {
    const name = languageOf(languageId).grammar;
    const count = own.at(index);
    if (count !== undefined) errors.set(text, count);
    else if (name !== undefined && parser !== undefined) {
      parser.setLanguage((await grammars.load(name)) ?? null);
      const tree = parser.parse(text);
      errors.set(text, tree?.rootNode.hasError === true ? 1 : 0);
      tree?.delete();
    }
  }
  parser?.delete();
}

describe("a completion and the rest of its line", () => {
  test("are tried at 10,000 places in 26 languages", () => {
    expect(judged.length).toBeGreaterThanOrEqual(10_000);
    expect(new Set(judged.map(({ place }) => place.languageId)).size).toBe(26);
    expect([...errors.values()].length).toBeGreaterThan(100);
  });
  test("the table's own documents have no syntax errors", () =>
    expect(
      restPlaces()
        .filter((place) => (errors.get(wholeOf(place)) ?? 0) > 0)
        .map(wholeOf),
    ).toEqual([]));
  for (const trigger of ["automatic", "invoked"] as const)
    for (const lineEnd of ["\n", "\r\n"] as const)
      test(`make the line that its author would have (${trigger}, ${lineEnd === "\n" ? "LF" : "CR LF"})`, () =>
        expect(
          judged.filter((each) => each.trigger === trigger && each.lineEnd === lineEnd && !isRight(each)).map(told),
        ).toEqual([]));
  test("have no syntax error that was not there", () =>
    expect(
      judged.filter(({ now }) => now !== undefined && (errors.get(now.replaceAll("\r\n", "\n")) ?? 0) > 0).map(told),
    ).toEqual([]));
  test("are offered at most places, so that the rest of this suite means something", () =>
    expect(judged.filter(({ now }) => now !== undefined).length / judged.length).toBeGreaterThan(0.6));
});
