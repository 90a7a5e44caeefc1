import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { cloudBackend, completionRequest } from "../../../support/standIn/cloudFixture";

let server: Server | undefined;
afterEach(() => server?.close());

/** Returns the count for a request whose endpoint says `usage`, and whether the endpoint's figure was used. */
async function counted(
  usage: string,
): Promise<{ isEstimated: boolean; promptTokens: number; completionTokens: number }> {
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    const chunk = JSON.stringify({ choices: [{ index: 0, delta: { content: "better" }, finish_reason: "stop" }] });
    response.end(`data: ${chunk}\n\ndata: {"choices": [], "usage": ${usage}}\n\ndata: [DONE]\n\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const { backend, usages, connection } = cloudBackend({ url }, { endpoint: { kind: "openai", url, model: "m" } });
  for await (const chunk of backend.stream(completionRequest("const total = █"), new AbortController().signal))
    expect(chunk.candidate).toBe(0);
  await connection.close();
  expect(usages).toHaveLength(1);
  return usages[0];
}

test("an endpoint's own count is taken where it can be true", async () =>
  expect(await counted('{"prompt_tokens": 300, "completion_tokens": 2}')).toMatchObject({
    isEstimated: false,
    promptTokens: 300,
    completionTokens: 2,
  }));

test.each([
  '{"prompt_tokens": -100000, "completion_tokens": 2}',
  '{"prompt_tokens": 300, "completion_tokens": -1e6}',
  '{"prompt_tokens": 300, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": -5000}}',
  '{"prompt_tokens": 1e999, "completion_tokens": 2}',
  '{"prompt_tokens": 1e12, "completion_tokens": 2}',
  '{"prompt_tokens": 300, "completion_tokens": 1e12}',
  '{"prompt_tokens": 0.5, "completion_tokens": 2}',
  '{"prompt_tokens": "300", "completion_tokens": "2"}',
  '{"prompt_tokens": 300, "completion_tokens": "2"}',
  '{"prompt_tokens": 300, "completion_tokens": "NaN"}',
])("a count that can't be true (%s) is replaced by an estimate from what was sent and received", async (usage) => {
  const { isEstimated, promptTokens, completionTokens } = await counted(usage);
  expect(isEstimated).toBe(true);
  expect(promptTokens).toBeGreaterThan(20);
  expect(promptTokens).toBeLessThan(5_000);
  expect(completionTokens).toBe(1);
});
