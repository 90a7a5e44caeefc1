import { expect, test } from "vitest";
import { divideLines } from "../../../../server/src/model/cloud/batchLine";
import { cloudBackend, completionRequest } from "../../../support/standIn/cloudFixture";

const place = { apiUrl: "http://127.0.0.1:1", query: {}, lineUrl: "/v1/chat/completions" };
const { backend } = cloudBackend({ url: "http://127.0.0.1:1" });
const lineOf = (label: string) => backend.batchLine(completionRequest("let a = █;\n"), { label, place });

test("a batch has at most so many lines and bytes, and no line is lost", () => {
  const lines = ["a", "b", "c", "d", "e"].map(lineOf);
  const sizes = (limits: Parameters<typeof divideLines>[1]): number[] =>
    divideLines(lines, limits).map(({ length }) => length);
  const [{ sizeBytes }] = lines;
  expect(sizes({ lineCount: 2, sizeBytes: Infinity })).toEqual([2, 2, 1]);
  expect(sizes({ lineCount: 9, sizeBytes: 3 * sizeBytes })).toEqual([3, 2]);
  expect(sizes({ lineCount: 9, sizeBytes: 1 })).toEqual([1, 1, 1, 1, 1]);
  expect(divideLines(lines).flat()).toEqual(lines);
  expect(divideLines([])).toEqual([]);
});

test("a line has the body of a live request without its stream, and an id that changes with it", () => {
  const { id, text, sizeBytes } = lineOf("case");
  const { custom_id, method, url, body } = JSON.parse(text) as Record<string, unknown>;
  expect([custom_id, method, url, sizeBytes]).toEqual([id, "POST", place.lineUrl, text.length + 1]);
  expect(Object.keys(body as object)).toEqual([
    "model",
    "messages",
    "max_tokens",
    "temperature",
    "stop",
    "prompt_cache_key",
  ]);
  expect(id).toMatch(/^case\.[\w-]{22}$/);
  const other = backend.batchLine(completionRequest("let b = █;\n"), { label: "case", place });
  expect([lineOf("case").id, other.id]).toEqual([id, expect.not.stringMatching(id)]);
});
