import { startEngine } from "../../test/engines/engine";
import { ModelServer } from "./modelServer";
import { TeamEditor, teamPassages } from "./teamEditor";

/** Families whose layouts are measured: what changes last is last, and text after the caret behind the text before it. */
const families = ["nanotype-6m", "qwen2.5-coder"];

/** Context of the model server, in tokens. */
const contextTokens = 2_048;

/** Tokens of the prompts of one session, as the model server counts them. */
export interface CacheFigures {
  readonly name: string;
  readonly requestCount: number;
  readonly promptTokenCount: number;
  /** Tokens that the server's prefix cache held; the rest was computed. */
  readonly cachedTokenCount: number;
}

/**
 * Records what two users send while they type in the same file of a repository, one after the other, and replays it to the real llama.cpp,
 * whose own counters say what its prefix cache held.
 */
export async function measurePrefixCache(keyCount: number): Promise<CacheFigures[]> {
  const sessions = await Promise.all(
    families.flatMap((family) => [1, 2].map((seed) => recordSession({ family, seed, keyCount }))),
  );
  const figures: CacheFigures[] = [];
  for (const [index, family] of families.entries()) {
    const args = ["deploy/local/llamaCpp.py", "server/models/nanotype-6m"];
    const engine = await startEngine({ program: "python3", args });
    try {
      for (const [user, prompts] of sessions.slice(2 * index, 2 * index + 2).entries())
        figures.push({ name: `${family}, user ${user + 1}`, ...(await replay(engine.url, prompts)) });
    } finally {
      await engine.stop();
    }
  }
  return figures;
}

/** Lets a typist type, and returns the prompts that a model server got. */
async function recordSession(params: { family: string; seed: number; keyCount: number }): Promise<readonly string[]> {
  const { family, seed, keyCount } = params;
  const { passages, texts } = teamPassages();
  const server = new ModelServer(texts, 150);
  await server.start();
  const place = { kind: "fim", url: server.url, model: "recorded", family, contextTokens } as const;
  const others = passages.slice(0, 6);
  const editor = await TeamEditor.open({ place, key: "none", passage: passages[passages.length >> 1], others, seed });
  await editor.type({ maxKeys: keyCount });
  await editor.close();
  await server.kill();
  return server.prompts;
}

async function replay(url: string, prompts: readonly string[]): Promise<Omit<CacheFigures, "name">> {
  const counts = { requestCount: prompts.length, promptTokenCount: 0, cachedTokenCount: 0 };
  for (const prompt of prompts) {
    const body = JSON.stringify({ model: "nanotype-6m", prompt, max_tokens: 1, temperature: 0 });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/v1/completions`, { method: "POST", headers, body });
    const { usage } = (await response.json()) as {
      usage: { prompt_tokens: number; prompt_tokens_details?: { cached_tokens: number } };
    };
    counts.promptTokenCount += usage.prompt_tokens;
    counts.cachedTokenCount += usage.prompt_tokens_details?.cached_tokens ?? 0;
  }
  return counts;
}
