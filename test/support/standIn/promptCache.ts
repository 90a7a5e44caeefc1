import { encode } from "gpt-tokenizer/encoding/o200k_base";

/** Fewest identical leading tokens that are cached, and the step above. Source: OpenAI's and Microsoft's pages on prompt caching. */
const leastTokens = 1_024;
const stepTokens = 128;

/** Earlier prompts that a machine remembers. */
const rememberedCount = 64;

/**
 * A provider's prefix cache by its published rule, on real o200k tokens: a prompt of 1,024 tokens or more is remembered, and
 * a later one is charged less for its identical beginning, in steps of 128. Prompts with different `prompt_cache_key`s
 * come to different machines.
 */
export class PromptCache {
  readonly #machines = new Map<string, number[][]>();

  /** Counts a prompt's tokens and those of them that were cached, and remembers it. */
  count(messages: readonly { role: string; content: string }[], key = ""): { prompt: number; cached: number } {
    const tokens = messages.flatMap(({ role, content }) => [
      200264, // <|im_start|>, which stands for the message's frame
      ...encode(role),
      ...encode(content, { disallowedSpecial: new Set() }),
      200265,
    ]);
    const remembered = this.#machines.get(key) ?? [];
    this.#machines.set(key, remembered);
    const longest = Math.max(0, ...remembered.map((earlier) => commonLength(earlier, tokens)));
    // The last token always has to be computed.
    const reusable = Math.min(longest, tokens.length - 1);
    const cached = reusable < leastTokens ? 0 : Math.floor(reusable / stepTokens) * stepTokens;
    if (tokens.length >= leastTokens) remembered.push(tokens);
    if (remembered.length > rememberedCount) remembered.shift();
    return { prompt: tokens.length, cached };
  }
}

function commonLength(a: readonly number[], b: readonly number[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}
