import { expect, test } from "vitest";
import type { CompletionChunk, RoutableRequest } from "../../../../server/src/model/backend";
import { BackendError } from "../../../../server/src/model/errors";
import { ComparedBackend } from "../../../../server/src/model/routing/comparedBackend";
import { checkedText } from "../../../../server/src/safety/promptText";
import { EchoModel } from "../../../support/echoModel";

const signal = new AbortController().signal;

function requestAt(prefix: string, documentUri = "file:///work/a.ts"): RoutableRequest {
  const prompt = {
    ...{ path: checkedText("a.ts", []), languageId: "typescript" },
    ...{ prefix: checkedText(prefix, []), suffix: checkedText("", []) },
  };
  return {
    ...{ prompt, checked: () => prompt, documentUri, candidateCount: 1, maxTokens: 8, stop: [] },
    ...{ priority: "keystroke", memory: "off" },
  };
}

/** Returns the first chunk of the answer. */
async function answer(backend: ComparedBackend, request: RoutableRequest): Promise<CompletionChunk | undefined> {
  for await (const chunk of backend.stream(request, signal)) return chunk;
  return undefined;
}

const [a, b] = [new EchoModel(() => "from a"), new EchoModel(() => "from b")];
function comparing({ isOver = false, other = b } = {}): ComparedBackend {
  const backend = new ComparedBackend({ usual: a, isOver: () => isOver });
  backend.use({ comparison: "pair", backend: other, wrote: () => true });
  return backend;
}

test("places belong to both alike, and each answer says who wrote it", async () => {
  const backend = comparing();
  const counts = { a: 0, b: 0 };
  for (let line = 0; line < 1_000; line++) {
    const chunk = await answer(backend, requestAt(`const line${line} = ${line * 7};\nconst next = `));
    expect(chunk?.arm?.comparison).toBe("pair");
    expect(chunk?.text).toBe(`from ${chunk?.arm?.arm}`);
    counts[chunk?.arm?.arm ?? "a"]++;
  }
  expect(counts.a).toBeGreaterThan(440);
  expect(counts.b).toBeGreaterThan(440);
});

test("the author of a place stays the same while a line is typed, and in another session", async () => {
  for (let place = 0; place < 20; place++) {
    const above = `const line${place} = 1;\n`;
    const authors = new Set<string | undefined>();
    for (const typed of ["", "c", "const next", "const next = order."])
      authors.add((await answer(comparing(), requestAt(above + typed)))?.arm?.arm);
    expect(authors.size).toBe(1);
  }
});

test("without a comparison, and after its end, A answers everything and no answer counts", async () => {
  const none = new ComparedBackend({ usual: a, isOver: () => false });
  for (const backend of [none, comparing({ isOver: true })])
    for (let line = 0; line < 20; line++) {
      const chunk = await answer(backend, requestAt(`const line${line} = 1;\n`));
      expect([chunk?.text, chunk?.arm]).toEqual(["from a", undefined]);
    }
});

test("A answers in place of a B that fails, and that answer counts for neither", async () => {
  const failing = new EchoModel(() => {
    throw new BackendError("modelMissing", "There is no model.");
  });
  const backend = comparing({ other: failing });
  const arms = new Set<string | undefined>();
  for (let line = 0; line < 20; line++) {
    const chunk = await answer(backend, requestAt(`const line${line} = 1;\n`));
    expect(chunk?.text).toBe("from a");
    arms.add(chunk?.arm?.arm);
  }
  expect(arms).toEqual(new Set(["a", undefined]));
});

test("an answer that B didn't write itself counts for neither", async () => {
  const backend = new ComparedBackend({ usual: a, isOver: () => false });
  backend.use({ comparison: "pair", backend: b, wrote: () => false });
  for (let line = 0; line < 20; line++) {
    const chunk = await answer(backend, requestAt(`const line${line} = 1;\n`));
    expect(chunk?.arm?.arm).toBe(chunk?.text === "from a" ? "a" : undefined);
  }
});

test("prompts are built for the wider window, and each backend gets its own", async () => {
  const narrow = new EchoModel(() => "from b");
  const limits = { contextTokens: 200, suffixTokens: 50, charsPerToken: 3.7 };
  const backend = new ComparedBackend({ usual: a, isOver: () => false });
  const other = { name: "b", model: "b", limits, expectedLatencyMs: () => 0, stream: narrow.stream.bind(narrow) };
  backend.use({ comparison: "pair", backend: other, wrote: () => true });
  expect(backend.limits.contextTokens).toBe(a.limits.contextTokens);
  const text = "const total = compute(order);\n".repeat(100);
  const from = a.requests.length;
  for (let line = 0; line < 20; line++) await answer(backend, requestAt(`${text}const line${line} = 1;\n`));
  expect(Math.max(...narrow.requests.map(({ prompt }) => prompt.prefix.length))).toBeLessThan(1_000);
  expect(Math.min(...a.requests.slice(from).map(({ prompt }) => prompt.prefix.length))).toBeGreaterThan(3_000);
});

test("only this machine answers if both say so", () => {
  const local = { name: "local", model: "m", limits: a.limits, stream: a.stream.bind(a), expectedLatencyMs: () => 0 };
  const backend = new ComparedBackend({ usual: { ...local, isOnlyLocal: () => true }, isOver: () => false });
  expect(backend.isOnlyLocal()).toBe(true);
  backend.use({ comparison: "pair", backend: local, wrote: () => true });
  expect(backend.isOnlyLocal()).toBe(false);
  backend.use({ comparison: "pair", backend: { ...local, isOnlyLocal: () => true }, wrote: () => true });
  expect(backend.isOnlyLocal()).toBe(true);
});
