import { PreTrainedTokenizer } from "@huggingface/transformers";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { toBytes } from "./tokenBytes";

/** A converter from text to token ids and back, for one vocabulary. Text never becomes a special token, whatever it spells. */
export interface ModelTokenizer {
  /** One more than the highest id. */
  readonly size: number;
  readonly specialTokens: readonly string[];
  /** Token that the model wants at the start of every prompt. */
  readonly startToken: string | undefined;
  /** Tokenizes plain text. Text unchanged since the last calls is looked up, not computed. */
  readonly encode: (text: string) => number[];
  readonly specialId: (token: string) => number | undefined;
  readonly isSpecial: (id: number) => boolean;
  /** Returns a token's bytes as a string of code units 0–255; empty for special tokens. May end inside a UTF-8 character. */
  readonly bytes: (id: number) => string;
}

/** The part of `tokenizer.json` and `tokenizer_config.json` that we read ourselves. */
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.object({ id: z.number(), content: z.string() })).default([]),
  model: z.looseObject({}),
});
const configSchema = z.looseObject({
  add_bos_token: z.boolean().nullish(),
  bos_token: z.union([z.string(), z.looseObject({ content: z.string() })]).nullish(),
});

/** Number of text chunks whose tokens are kept; about 2,000 lines. */
const maxMemoizedChunks = 4096;

/**
 * Builds a tokenizer from the two parsed files of a model folder.
 * @throws Error if they aren't a tokenizer.
 */
export function createTokenizer(tokenizerJson: unknown, configJson: unknown): ModelTokenizer {
  const added = tokenizerSchema.parse(tokenizerJson).added_tokens;
  const config = configSchema.parse(configJson);
  const tokenizer = new PreTrainedTokenizer(tokenizerJson, configJson);

  const specialIds = new Map(added.map(({ content, id }) => [content, id]));
  const addedIds = new Set(specialIds.values());
  const spellings = spellingsById(tokenizer.get_vocab(), added);
  const readBytes = spellings.includes("Ġ") ? byteLevelBytes : sentencePieceBytes;
  const bytesById: (string | undefined)[] = [];

  const specialPattern = new RegExp(added.map(({ content }) => escapeForRegExp(content)).join("|"));
  const encodeWhole = (text: string): number[] => {
    const special = added.length > 0 ? specialPattern.exec(text) : null;
    if (!special?.[0]) return tokenizer.encode(text, { add_special_tokens: false });
    // Cut inside the spelling, so that neither half is taken for the token.
    const cut = special.index + 1;
    return [...tokenizer.encode(text.slice(0, cut), { add_special_tokens: false }), ...encodeWhole(text.slice(cut))];
  };
  const memo = new LRUCache<string, readonly number[]>({ max: maxMemoizedChunks });
  const encodeChunks = (text: string): number[] => {
    const ids: number[] = [];
    for (const chunk of splitAtSafeBorders(text)) {
      const known = memo.get(chunk) ?? encodeWhole(chunk);
      memo.set(chunk, known);
      for (const id of known) ids.push(id);
    }
    return ids;
  };
  const start = typeof config.bos_token === "string" ? config.bos_token : config.bos_token?.content;

  return {
    size: spellings.length,
    specialTokens: [...specialIds.keys()],
    startToken: config.add_bos_token ? start : undefined,
    encode: agree(encodeChunks, encodeWhole) ? encodeChunks : encodeWhole,
    specialId: (token) => specialIds.get(token),
    isSpecial: (id) => addedIds.has(id),
    bytes: (id) => (bytesById[id] ??= addedIds.has(id) ? "" : readBytes(spellings[id] ?? "")),
  };
}

/** A letter before a blank: every pre-tokenizer we know ends a piece there, whatever surrounds it. */
const safeBorder = /[A-Za-z](?=[ \n])/g;
/** Length in UTF-16 units after which a chunk ends even within a line. */
const longChunk = 512;

/**
 * Cuts text at points that no token crosses: at the first safe border after each line break.
 * The cuts depend only on the text around them, so they don't move when text changes elsewhere or the window moves.
 */
export function splitAtSafeBorders(text: string): string[] {
  const chunks: string[] = [];
  for (let from = 0; from < text.length;) {
    const lineBreak = text.indexOf("\n", from + 1);
    safeBorder.lastIndex = Math.min(lineBreak < 0 ? text.length : lineBreak, from + longChunk);
    const border = safeBorder.exec(text);
    const to = border ? border.index + 1 : text.length;
    chunks.push(text.slice(from, to));
    from = to;
  }
  return chunks;
}

/** Code with most of the text that may confuse a split: indentation, blank lines, digits, other scripts, runs of signs. */
const sample = `import { x1 } from "./a";\n\n\nexport class Foo extends Bar {\n    /** Über 1,000 – 漢字 and more\n     * text */\n\tasync run(a = 12.5) {
        // don't; it's we'll\n        return await this.#go(a) ?? [ "  b", 'c' ] // end \n    }\n\n}\n\ndef f(self):\n    if a and not b :\n        pass\n    return   None\r\n`;

/** Reports whether splitting changes nothing; it would for tokenizers that add a blank to the start of every text. */
function agree(split: (text: string) => number[], whole: (text: string) => number[]): boolean {
  return [sample, sample.slice(7)].every((text) => split(text).join() === whole(text).join());
}

function spellingsById(
  vocabulary: ReadonlyMap<string, number>,
  added: readonly { id: number; content: string }[],
): string[] {
  const spellings: string[] = [];
  for (const [spelling, id] of vocabulary) spellings[id] = spelling;
  for (const { id, content } of added) spellings[id] = content;
  return Array.from(spellings, (spelling: string | undefined) => spelling ?? "");
}

/** Byte of each character of byte-level BPE: printable Latin-1 maps to itself, the rest is moved up from U+0100 (GPT-2's `bytes_to_unicode`). */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let moved = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const isPrintable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    map.set(String.fromCharCode(isPrintable ? byte : moved++), byte);
  }
  return map;
})();

function byteLevelBytes(spelling: string): string {
  let bytes = "";
  for (const character of spelling) {
    const byte = byteOfCharacter.get(character);
    bytes += byte === undefined ? toBytes(character) : String.fromCharCode(byte);
  }
  return bytes;
}

function sentencePieceBytes(spelling: string): string {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(spelling)?.[1];
  return byte === undefined ? toBytes(spelling.replaceAll("▁", " ")) : String.fromCharCode(parseInt(byte, 16));
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
