import { expect, test } from "vitest";
import { collect, noSignal, realCode, requestAt, startModel } from "./engine";

const nothing = { project: "", family: "script", uri: "file:///example.ts", text: "", stems: [] };

test("a prompt that was read in advance is not read again for the request a key later", async () => {
  const model = startModel();
  await model.ensureStarted();
  model.prepare(requestAt(`${realCode.prefix}█${realCode.suffix}`));
  // Searches wait until the model is free.
  await model.searchWorkspace(nothing, noSignal);
  const request = requestAt(`${realCode.prefix}t█${realCode.suffix}`, { maxTokens: 2 });
  expect((await collect(model.stream(request, noSignal))).texts).toHaveLength(1);
  const { promptTokenCount, reusedTokenCount, generatedTokenCount } = model.usage();
  expect(promptTokenCount).toBeGreaterThan(300);
  expect(promptTokenCount - reusedTokenCount).toBeLessThan(6);
  expect(generatedTokenCount).toBeLessThanOrEqual(2);
});

test("a request ends the reading of another place's prompt", async () => {
  const model = startModel();
  await model.ensureStarted();
  model.prepare(requestAt(`${realCode.prefix}█${realCode.suffix}`));
  const request = requestAt("for (let i = 0; i < items.█\n  console.log(items[i]);\n}\n");
  const { texts } = await collect(model.stream(request, noSignal));
  expect(texts[0]).toMatch(/^length; i\+\+\) \{$/);
});
