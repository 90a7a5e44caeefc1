import { BackendError } from "../../../server/src/model/errors";
import { HostileServer } from "../hostileServer";
import { cloudBackend, completionRequest } from "../standIn/cloudFixture";
import { Random } from "./random";

const dictionary = [
  ...["data:", "data: ", "event: error\n", "id: 1\n", "retry: 0\n", ": comment\n", "\n\n", "\r\n\r\n", "\r", "[DONE]"],
  ...[
    '{"choices":[',
    '"delta":{"content":',
    '"finish_reason":"stop"',
    '"index":-1',
    '"index":1e9',
    '"usage":{',
    "null",
  ],
  ...['"prompt_tokens":-5', "1e400", "\\ud83d", "\\u0000", "[[[[", "}}}}", '"__proto__":', "\ufeff"],
];

function goodStream(random: Random): string {
  const events = Array.from({ length: 1 + random.below(6) }, () =>
    JSON.stringify({ choices: [{ index: random.below(2), delta: { content: random.text(4) } }], model: "m" }),
  );
  events.push(JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }));
  events.push(JSON.stringify({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } }), "[DONE]");
  return events.map((event) => `data: ${event}\n\n`).join("");
}

/**
 * Answers of an endpoint that are damaged at random and cut into random pieces: each must give text or a `BackendError`, in the
 * bounds of what was asked for.
 * @throws Error where one does not.
 */
export async function fuzzStream(seed: number, answerCount: number): Promise<void> {
  const random = new Random(seed);
  const server = await HostileServer.start(async (response) => {
    const types = ["text/event-stream", "application/json", "text/plain", ""];
    response.writeHead(random.chance(0.9) ? 200 : random.pick([204, 301, 400, 429, 500]), {
      "content-type": random.chance(0.85) ? "text/event-stream" : random.pick(types),
    });
    const body = random.damage(Buffer.from(goodStream(random)), dictionary);
    for (let at = 0; at < body.length;) {
      const end = at + 1 + random.below(random.chance(0.3) ? 3 : 400);
      response.write(body.subarray(at, end));
      at = end;
      if (random.chance(0.2)) await new Promise(setImmediate);
    }
    if (random.chance(0.1)) response.destroy();
    else response.end();
  });
  const standIn = { url: server.url };
  const { backend, connection } = cloudBackend(standIn, { endpoint: { kind: "openai" } });
  try {
    for (let count = 0; count < answerCount; count++) {
      let length = 0;
      try {
        const request = completionRequest("return █;", { candidateCount: 1 + random.below(3) });
        for await (const chunk of backend.stream(request, new AbortController().signal)) {
          if (!Number.isInteger(chunk.candidate) || chunk.candidate < 0) throw new Error("no such candidate");
          length += chunk.text.length;
        }
      } catch (error) {
        if (!(error instanceof BackendError))
          throw new Error(`Seed ${seed}, answer ${count}: ${String(error)}`, { cause: error });
      }
      if (length > 20_000) throw new Error(`Seed ${seed}, answer ${count}: ${length} characters`);
    }
  } finally {
    await connection.close();
    await server.close();
  }
}
