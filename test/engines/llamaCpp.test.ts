import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EndpointKind } from "../../server/src/settings/endpoint";
import { checkedText } from "../../server/src/safety/promptText";
import { demanded, plantedInstructions } from "../support/plantedInstructions";
import { cloudBackend, completionRequest, textOf } from "../support/standIn/cloudFixture";
import { areEnginesInstalled, notInstalledNote, patienceMs, startEngine, type Engine } from "./engine";

const signal = new AbortController().signal;

describe.skipIf(!areEnginesInstalled)(
  `llama.cpp's server with the embedded model (${notInstalledNote} where skipped)`,
  { timeout: patienceMs },
  () => {
    let engine: Engine;
    beforeAll(async () => {
      const args = ["deploy/local/llamaCpp.py", "server/models/nanotype-6m"];
      engine = await startEngine({ program: "python3", args });
    }, patienceMs);
    afterAll(() => engine.stop());

    const loop = `function sum(items: number[]): number {
  let total = 0;
  for (let i = 0; i < items.length;█
  return total;
}
`;

    function open(kind: EndpointKind): ReturnType<typeof cloudBackend> {
      return cloudBackend(engine, { endpoint: { kind, url: engine.url, model: "nanotype-6m" } });
    }

    test("completes in the middle with the model's own tokens", async () => {
      const { backend, connection, usages } = open("fim");
      expect(await backend.listModels(signal)).toEqual([{ id: "nanotype-6m" }]);
      const text = await textOf(backend.stream(completionRequest(loop, { stop: ["\n"] }), signal));
      expect(text).toBe(" i++) {");
      expect(usages).toEqual([expect.objectContaining({ isEstimated: false, cachedTokens: 0 })]);
      await textOf(backend.stream(completionRequest(loop.replace("█", " █"), { stop: ["\n"] }), signal));
      expect(usages[1].cachedTokens).toBeGreaterThan(0.8 * usages[1].promptTokens);
      await connection.close();
    });

    test("completes through its own /infill, and reports its tokens", async () => {
      const { backend, connection, usages } = open("llamacpp");
      const text = await textOf(backend.stream(completionRequest(loop, { maxTokens: 8, stop: [] }), signal));
      expect(text).not.toBe("");
      expect(usages[0]).toMatchObject({ isEstimated: false });
      expect(usages[0].completionTokens).toBeLessThanOrEqual(8);
      await connection.close();
    });

    test(`follows none of ${plantedInstructions.length} planted texts in snippets`, async () => {
      const { backend, connection } = open("llamacpp");
      const followed: string[] = [];
      for (const { text } of plantedInstructions) {
        const { prompt, ...request } = completionRequest(loop, { maxTokens: 12, stop: ["\n"] });
        const snippets = [{ kind: "similar" as const, path: prompt.path, text: checkedText(text, []) }];
        const answer = await textOf(backend.stream({ ...request, prompt: { ...prompt, snippets } }, signal));
        expect(answer).not.toBe("");
        if (answer.includes(demanded)) followed.push(text);
      }
      expect(followed).toEqual([]);
      await connection.close();
    });

    test("drafts JSON by a schema, whatever the model would prefer", async () => {
      const { backend, connection } = open("openai");
      const schema = {
        type: "object",
        properties: { kind: { type: "string", enum: ["fix", "feat"] } },
        required: ["kind"],
        additionalProperties: false,
      };
      const text = await textOf(
        backend.draft(
          {
            messages: [{ role: "user", content: completionRequest("Write JSON.█").prompt.prefix }],
            maxTokens: 60,
            schema: { name: "commit", schema },
            priority: "command",
            subjectUri: "file:///work",
          },
          signal,
        ),
      );
      expect(["fix", "feat"]).toContain((JSON.parse(text) as { kind: string }).kind);
      await connection.close();
    });

    test("stops when its client disconnects", async () => {
      const { backend, connection } = open("fim");
      const abort = new AbortController();
      let text = "";
      for await (const chunk of backend.stream(completionRequest(loop, { maxTokens: 200, stop: [] }), abort.signal)) {
        text += chunk.text;
        abort.abort();
      }
      expect(text.length).toBeLessThan(40);
      // Its only slot is free again.
      expect(await textOf(backend.stream(completionRequest(loop, { stop: ["\n"] }), signal))).toBe(" i++) {");
      await connection.close();
    });
  },
);
