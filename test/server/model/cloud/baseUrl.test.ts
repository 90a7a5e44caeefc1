import { describe, expect, test } from "vitest";
import { parseBaseUrl } from "../../../../server/src/model/cloud/baseUrl";

function check(pasted: string, expected: { base: string; root?: string } | { refused: string }): void {
  const parsed = parseBaseUrl(pasted);
  if ("refused" in expected) {
    expect(parsed.kind === "refused" ? parsed.reason : `accepted: ${parsed.baseUrl}`).toContain(expected.refused);
    return;
  }
  if (parsed.kind === "refused") throw new Error(parsed.reason);
  expect(parsed.baseUrl).toBe(expected.base);
  if (expected.root !== undefined) expect(parsed.rootUrl).toBe(expected.root);
}

describe("an OpenAI-compatible address", () => {
  test("gets the /v1 that people leave out", () =>
    check("http://localhost:11434", { base: "http://localhost:11434/v1" }));
  test("gets a scheme, http on this machine", () => check("localhost:8000", { base: "http://localhost:8000/v1" }));
  test("gets https elsewhere", () => check("api.example.com/v1", { base: "https://api.example.com/v1" }));
  test("loses a request's path", () =>
    check("https://api.openai.com/v1/chat/completions", { base: "https://api.openai.com/v1" }));
  test("gives llama.cpp's root", () =>
    check("http://127.0.0.1:8012/infill", { base: "http://127.0.0.1:8012/v1", root: "http://127.0.0.1:8012" }));
  test("gives the root below /v1", () =>
    check("http://127.0.0.1:8012/v1/", { base: "http://127.0.0.1:8012/v1", root: "http://127.0.0.1:8012" }));
  test("keeps a gateway's own path", () =>
    check("https://gate.example.com/team/llm", { base: "https://gate.example.com/team/llm" }));
  test("takes DeepSeek to where it completes in the middle", () =>
    check("https://api.deepseek.com", { base: "https://api.deepseek.com/beta" }));
  test.each([
    ["http://localhost:11434/api/generate", "http://localhost:11434/v1"],
    ["http://localhost:11434/api/chat", "http://localhost:11434/v1"],
    ["localhost:11434/api/tags/", "http://localhost:11434/v1"],
    ["https://gate.example.com/ollama/api/chat", "https://gate.example.com/ollama/v1"],
    ["http://localhost:1234/api/v0/chat/completions", "http://localhost:1234/api/v0"],
    ["http://localhost:1234/api/v1/chat", "http://localhost:1234/v1"],
    ["http://localhost:8080/completion", "http://localhost:8080/v1"],
    ["http://localhost:8080/props", "http://localhost:8080/v1"],
    ["http://localhost:8000/v1/completions", "http://localhost:8000/v1"],
    ["http://localhost:8000/docs", "http://localhost:8000/v1"],
    ["http://localhost:8080/generate_stream", "http://localhost:8080/v1"],
    ["https://openrouter.ai", "https://openrouter.ai/api/v1"],
    ["https://openrouter.ai/api", "https://openrouter.ai/api/v1"],
    ["https://openrouter.ai/api/v1/chat/completions", "https://openrouter.ai/api/v1"],
    ["https://api.groq.com", "https://api.groq.com/openai/v1"],
    ["https://chat.example.com/api/chat/completions", "https://chat.example.com/api"],
  ])("%s is repaired", (pasted, base) => check(pasted, { base }));
  test("may be http in a private network", () => check("http://10.0.0.7:8000", { base: "http://10.0.0.7:8000/v1" }));
  test("may not be http in the open", () => check("http://llm.example.com/v1", { refused: "unencrypted" }));
  test("may not carry a key", () => check("https://x.example.com/v1?key=abc", { refused: "carries a key" }));
});
